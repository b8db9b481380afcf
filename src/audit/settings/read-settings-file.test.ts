import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { readSettingsFile } from './read-settings-file.ts';

let folder = '';
before(async () => (folder = await mkdtemp(join(tmpdir(), 'teneleven-settings-'))));
after(() => rm(folder, { recursive: true, force: true }));

const read = (name: string) =>
  readSettingsFile({ path: join(folder, name), name }, { variables: {}, now: () => new Date() });
const write = (name: string, bytes: string | Uint8Array) => writeFile(join(folder, name), bytes);

test('marks at the beginning and line ends of Windows are no part of names and values', async () => {
  await write('bom.env', '\ufeffA=1\r\nB=2\r\n');
  assert.deepEqual(
    (await read('bom.env')).entries.map(({ name, value }) => [name, value]),
    [
      ['A', '1'],
      ['B', '2'],
    ],
  );
});

test('what is no settings file is told, and nothing waits for it', { timeout: 8_000 }, async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.env')]);
  await symlink(join(folder, 'one.env'), join(folder, 'two.env'));
  await symlink(join(folder, 'two.env'), join(folder, 'one.env'));
  await symlink('/dev/zero', join(folder, 'zero.env'));
  await write('binary.env', Buffer.from([0x41, 0x3d, 0x00, 0x01, 0xff]));
  await write('utf16.env', Buffer.from('\ufeffA=1', 'utf16le'));
  const sparse = await open(join(folder, 'large.env'), 'w');
  await sparse.truncate(100 * 1_048_576);
  await sparse.close();
  await write('large.yaml', 'a: 1\n'.repeat(60_000));
  const names = [
    'large.yaml',
    'none.env',
    'pipe.env',
    'one.env',
    'zero.env',
    'binary.env',
    'utf16.env',
    'large.env',
    '.',
  ];
  const problems = await Promise.all(names.map(async (name) => (await read(name)).problem));
  assert.deepEqual(problems, [
    'is 293 KiB long: more than a settings file may be (256 KiB)',
    'is not there',
    'is no file but a pipe, a socket or a device',
    'is a link that leads to itself',
    'is no file but a pipe, a socket or a device',
    'is no text: it has NUL bytes',
    'is UTF-16: save it as UTF-8',
    'is 100 MiB long: more than a settings file may be (1 MiB)',
    'is a folder',
  ]);
});

test('a file that may not be read says so', async () => {
  await write('closed.env', 'A=1');
  await chmod(join(folder, 'closed.env'), 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    assert.equal((await read('closed.env')).problem, 'may not be read by this process');
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test('letters that are no UTF-8 do not hide the settings beside them', async () => {
  await write('latin.env', Buffer.from('A=caf\xe9\nB=2\n', 'latin1'));
  assert.deepEqual(
    (await read('latin.env')).entries.map(({ name }) => name),
    ['A', 'B'],
  );
});
