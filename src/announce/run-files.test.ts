import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { makeFailure, makeRun } from '#testing/make-run.ts';

import { writeFailuresFile, writeLogFile } from './run-files.ts';

const secret = 'of the bot alone';

let folder = '';
let outside = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-files-'));
  outside = join(await mkdtemp(join(tmpdir(), 'run-files-outside-')), 'key');
  await writeFile(outside, secret);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(join(outside, '..'), { recursive: true });
});

const write = (): Promise<string | undefined> => writeLogFile(folder, async () => 'the log\n');

/** What a suite, which knows the folder of its run, may have put in the place of a file of ours. */
const tricks: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  'a link': (path) => symlink(outside, path),
  'a file': (path) => writeFile(path, secret),
  'a pipe': async (path) => execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdir(join(path, 'inner'), { recursive: true }),
};

for (const [kind, put] of Object.entries(tricks)) {
  test(`${kind} that a suite put in the place of the log is replaced and not told`, async () => {
    for (const name of ['full-log.txt', 'full-log.txt.part']) await put(join(folder, name));
    const path = (await write()) ?? '';
    const status = await lstat(path);
    assert.deepEqual([status.isFile(), status.mode & 0o777], [true, 0o600]);
    assert.equal(await readFile(path, 'utf8'), 'the log\n');
    assert.equal(await readFile(outside, 'utf8'), secret);
  });
}

test('the file with all failures is written anew as well, and nothing else is left behind', async () => {
  await symlink(outside, join(folder, 'failures.txt'));
  const failures = [{ test: makeFailure('a'), mark: { kind: 'new', words: 'new' } }] as const;
  const path = (await writeFailuresFile(folder, makeRun(), failures)) ?? '';
  assert.match(await readFile(path, 'utf8'), /1 failures/u);
  assert.deepEqual(await readdir(folder), ['failures.txt']);
  assert.equal(await readFile(outside, 'utf8'), secret);
});

test('without a log there is no file', async () => {
  assert.equal(await writeLogFile(folder, async () => ''), undefined);
  assert.deepEqual(await readdir(folder), []);
});
