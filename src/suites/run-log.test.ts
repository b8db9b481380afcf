import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { mkdtemp, open, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { createRedactor } from '#domain/redact.ts';

import { createLogReader, readLastLines, readRunLog } from './read-run-log.ts';
import { openRunLog } from './run-log.ts';

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'run-log-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a log reads as it was written, and only its owner may read it', async (t) => {
  const folder = await makeFolder(t);
  const log = await openRunLog(folder);
  for (const line of ['one\n', 'zwölf ✓\n\n', 'three\n']) assert.equal(log.append(line), undefined);
  await log.close();
  assert.equal(await readRunLog(folder), 'one\nzwölf ✓\n\nthree\n');
  assert.deepEqual(await readLastLines(folder, 2), ['', 'three']);
  assert.deepEqual(log.findings(), []);
  assert.equal((await stat(path.join(folder, 'output.log'))).mode & 0o777, 0o600);
});

test('of a long output the beginning and the end are kept, whole lines, and what was left out is counted', async (t) => {
  const folder = await makeFolder(t);
  const log = await openRunLog(folder);
  const count = 250_000;
  let total = 0;
  for (let line = 0; line < count; line += 500) {
    const text = Array.from({ length: 500 }, (_, at) => `line ${line + at} ${'.'.repeat(80)}\n`).join('');
    total += text.length;
    await log.append(text);
  }
  await log.close();
  const lines = (await readRunLog(folder)).split('\n');
  const gap = lines.findIndex((line) => line.startsWith('…'));
  const numbers = lines.filter((line) => line.startsWith('line ')).map((line) => Number(line.split(' ')[1]));
  const kept = lines.filter((line) => line.startsWith('line ')).reduce((sum, line) => sum + line.length + 1, 0);
  assert.equal(numbers[gap - 1], gap - 1);
  assert.equal(numbers.at(-1), count - 1);
  assert.equal(lines[gap], `… ${(total - kept).toLocaleString('en')} bytes left out …`);
  assert.ok(kept > 5 * 1_048_000 && kept <= 5 * 1_048_576, `${kept} bytes kept`);
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
  );
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 9 * 1_048_576, `${sizes.join(' + ')} bytes on disk`);
});

test('an output that just needs a second file lacks nothing', async (t) => {
  const folder = await makeFolder(t);
  const log = await openRunLog(folder);
  const text = Array.from({ length: 30_000 }, (_, line) => `line ${line} ${'.'.repeat(60)}\n`).join('');
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at + 40_000) + 1 || text.length;
    await log.append(text.slice(at, end));
    at = end;
  }
  await log.close();
  assert.equal(await readRunLog(folder), text);
});

test('after the death of its writer a log holds what was written until a moment before', async (t) => {
  const folder = await makeFolder(t);
  const program = fileURLToPath(new URL('../testing/programs/log-on.ts', import.meta.url));
  const writer = spawn(process.execPath, [program, folder], { stdio: 'ignore' });
  t.after(() => writer.kill('SIGKILL'));
  const endsAt = performance.now() + 8_000;
  while (!(await readRunLog(folder)).includes('line 50\n') && performance.now() < endsAt) await setTimeout(20);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const lines = await readLastLines(folder, 1_000_000);
  assert.ok(lines.length >= 50);
  assert.deepEqual(
    lines,
    lines.map((_, at) => `line ${at + 1}`),
  );
});

test('what stands in the place of a log is not followed, neither to write nor to read', async (t) => {
  const folder = await makeFolder(t);
  const precious = path.join(folder, 'precious');
  await writeFile(precious, 'precious');
  await symlink(precious, path.join(folder, 'output.log'));
  assert.equal(await readRunLog(folder), '');
  const log = await openRunLog(folder);
  log.append('mine\n');
  await log.close();
  assert.equal(await readFile(precious, 'utf8'), 'precious');
  assert.equal(await readRunLog(folder), 'mine\n');
});

test('a log that a suite has put in the place of ours is not told with its secrets', async (t) => {
  const folder = await makeFolder(t);
  await writeFile(path.join(folder, 'output.log'), 'it is hidden-word\n');
  assert.equal(await createLogReader(() => createRedactor(['hidden-word']))(folder), 'it is [redacted]\n');
});

test('a log that a suite has made endless is not read as a whole', async (t) => {
  const folder = await makeFolder(t);
  const files = ['output.log', ...Array.from({ length: 50 }, (_, at) => `output.from-${at + 1}.log`)];
  for (const file of files) {
    await writeFile(path.join(folder, file), '');
    await truncate(path.join(folder, file), 20 * 2 ** 30);
  }
  assert.ok((await readRunLog(folder)).length < 16 * 2 ** 20);
});

test('a full disk is said and breaks nothing', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = await makeFolder(t);
  const log = await openRunLog(folder, () => open('/dev/full', constants.O_WRONLY));
  log.append('lost\n');
  await log.flush();
  log.append('also\n');
  await log.close();
  const [finding] = log.findings();
  assert.equal(finding?.code, 'log-incomplete');
  assert.match(finding?.message ?? '', /^10 bytes of output could not be kept in ".*": ENOSPC/);
});

test('a folder that is not there is said and breaks nothing', async (t) => {
  const folder = path.join(await makeFolder(t), 'gone');
  const log = await openRunLog(folder);
  log.append('lost\n');
  await log.close();
  assert.match(log.findings()[0]?.message ?? '', /^5 bytes .*ENOENT/);
  assert.equal(await readRunLog(folder), '');
});
