import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';

import { waitFor } from '#testing/wait-for.ts';

import { tailLog } from './tail-log.ts';

async function follow(t: TestContext, first?: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-tail-'));
  const file = path.join(folder, 'chat.log');
  if (first !== undefined) await writeFile(file, first);
  const seen: string[] = [];
  const troubles: string[] = [];
  const stop = new AbortController();
  const { promise: begun, resolve: onBegin } = Promise.withResolvers<void>();
  const onLines = (lines: readonly string[]): void => void seen.push(...lines);
  const ended = tailLog(
    { file, onLines, onTrouble: (message) => troubles.push(message), onBegin, pollMs: 5 },
    stop.signal,
  );
  t.after(async () => {
    stop.abort();
    await ended;
    await rm(folder, { recursive: true });
  });
  await begun;
  return {
    file,
    seen,
    troubles,
    until: (count: number) => waitFor(`${count} lines`, () => (seen.length >= count ? true : undefined)),
  };
}

test('a log is followed from its end on; a line is told when it is whole', async (t) => {
  const { file, seen, until } = await follow(t, 'old 1\nold 2\n');
  await appendFile(file, 'new 1\nhal');
  await until(1);
  await appendFile(file, 'f\nnew 3\n');
  await until(3);
  assert.deepEqual(seen, ['new 1', 'half', 'new 3']);
});

test('rotation loses nothing: the old file is read to its end, the new one from its beginning', async (t) => {
  const { file, seen, until } = await follow(t, '');
  await appendFile(file, 'one\n');
  await until(1);
  await appendFile(file, 'two\n');
  await rename(file, `${file}.1`);
  await appendFile(`${file}.1`, 'three\n');
  await writeFile(file, 'four\n');
  await until(4);
  assert.deepEqual(seen, ['one', 'two', 'three', 'four']);
});

test('what is written to the old file while there is no new one is not lost', async (t) => {
  const { file, seen, troubles, until } = await follow(t, '');
  await appendFile(file, 'one\n');
  await until(1);
  await rename(file, `${file}.1`);
  await waitFor('the file to be missed', () => troubles[0]);
  await appendFile(`${file}.1`, 'two\n');
  await until(2);
  await appendFile(`${file}.1`, 'three\n');
  await writeFile(file, 'four\n');
  await until(4);
  assert.deepEqual(seen, ['one', 'two', 'three', 'four']);
  assert.equal(troubles.length, 1);
});

test('a log that is cut and written anew is read from its beginning', async (t) => {
  const { file, seen, until } = await follow(t, '');
  await appendFile(file, 'a long first line\n');
  await until(1);
  await truncate(file);
  await appendFile(file, 'short\n');
  await until(2);
  assert.deepEqual(seen, ['a long first line', 'short']);
});

test('a log that is not there yet is told once, and read whole when it comes', async (t) => {
  const { file, seen, troubles, until } = await follow(t);
  await writeFile(file, 'first\n');
  await until(1);
  assert.deepEqual(seen, ['first']);
  assert.equal(troubles.length, 1);
});

test('one line of fifty megabytes costs little memory and is told cut', async (t) => {
  const { file, seen, until } = await follow(t, '');
  const before = process.memoryUsage().rss;
  for (let count = 0; count < 50; count += 1) await appendFile(file, 'x'.repeat(1_000_000));
  await appendFile(file, '\nend\n');
  await until(2);
  assert.ok((seen[0] ?? '').length <= 16 * 1024);
  assert.equal(seen.at(-1), 'end');
  assert.ok(process.memoryUsage().rss - before < 100_000_000);
});

test('a pipe in the place of a log is said to be none, and nobody waits for its writer', async (t) => {
  const { file, troubles, seen, until } = await follow(t);
  await promisify(execFile)('mkfifo', [file]);
  await waitFor('the trouble', () => (troubles.some((each) => each.includes('not a file')) ? true : undefined));
  await rm(file);
  await writeFile(file, 'new\n');
  await until(1);
  assert.deepEqual(seen, ['new']);
});
