import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { currentProofs, proofDigests } from './proof-digests.ts';

test('a proof counts as long as the file of the test is what it was', async () => {
  const cwd = await mkdtemp(path.join(tmpdir(), 'teneleven-digests-'));
  try {
    const tests = ['a.py', 'b.py', 'gone.py'].map((file) => {
      return { id: `${file}::t`, file, outcome: 'passed', durationMs: 1, attempts: 1 } as const;
    });
    const write = (file: string, text: string): Promise<void> => writeFile(path.join(cwd, file), text);
    await Promise.all([write('a.py', 'one'), write('b.py', 'one')]);
    const digests = await proofDigests(tests, cwd);
    const proofs = tests.map(({ id, file }) => {
      const digest = digests.get(file);
      return { suite: 's', environment: 'e', test: id, run: 'r1', at: '', asked: [], survived: [], digest };
    });
    assert.deepEqual([...digests.keys()], ['a.py', 'b.py']);
    assert.deepEqual(currentProofs(tests, proofs, digests), proofs);
    await write('b.py', 'two');
    const now = currentProofs(tests, proofs, await proofDigests(tests, cwd));
    assert.deepEqual(
      now.map((proof) => proof.test),
      ['a.py::t', 'gone.py::t'],
    );
  } finally {
    await rm(cwd, { recursive: true });
  }
});
