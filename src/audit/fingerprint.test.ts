import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { createFingerprint, keyOfFolder } from './fingerprint.ts';

test('the key of a folder is made once, is not readable by others, and differs from that of any other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-key-'));
  try {
    const data = join(folder, 'data');
    const [first, again, other] = [
      await keyOfFolder(data),
      await keyOfFolder(data),
      await keyOfFolder(join(folder, 'b')),
    ];
    assert.deepEqual([first.isKept, first.key], [true, again.key]);
    assert.notDeepEqual(first.key, other.key);
    assert.equal((await stat(join(data, 'audit.key'))).mode & 0o777, 0o600);
    const print = createFingerprint(first.key);
    assert.equal(print('x'), print('x'));
    assert.equal(new Set(['xy', 'yx', 'y', 'x', 'zy', ''].map(print)).size, 6);
    assert.match(print('x'), /^[\w-]{12}$/u);
    assert.notEqual(print('x'), createFingerprint(other.key)('x'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('where no key can be kept, or what is kept is none, fingerprints are of this audit alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-key-'));
  try {
    await writeFile(join(folder, 'file'), '');
    assert.equal((await keyOfFolder(join(folder, 'file'))).isKept, false);
    await mkdir(join(folder, 'short'));
    await writeFile(join(folder, 'short', 'audit.key'), 'short');
    assert.equal((await keyOfFolder(join(folder, 'short'))).isKept, false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
