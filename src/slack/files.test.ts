import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TellingContent } from '#announce/telling.ts';
import { createOutboxBench, inThread, root, type OutboxBench } from '#testing/outbox-bench.ts';

import { createOutbox, type Outbox } from './outbox.ts';

type FileContent = Extract<TellingContent, { kind: 'file' }>;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  await writeFile(join(folder, 'output.log'), 'line 1\nline 2\n');
  await writeFile(join(folder, 'empty.log'), '');
});
after(() => rm(folder, { recursive: true }));

const log = (name = 'output.log'): FileContent => ({
  kind: 'file',
  name: 'r1-output.log',
  title: 'Full log of r1',
  path: join(folder, name),
});

async function withRoot(): Promise<OutboxBench<Outbox>> {
  const bench = createOutboxBench(createOutbox);
  await bench.clock.until(bench.outbox.tell(root('r1', 'failed'), bench.signal));
  return bench;
}

test('a picture says in words what it shows', async () => {
  const bench = await withRoot();
  const picture: FileContent = { ...log(), name: 'i1-chart.png', altText: 'a'.repeat(2_000) };
  await bench.clock.until(bench.outbox.tell(inThread('r1', 'chart', picture), bench.signal));
  const [asked] = bench.slack.callsOf('files.getUploadURLExternal');
  assert.deepEqual([asked?.wish.filename, asked?.wish.alt_txt?.length], ['i1-chart.png', 1_000]);
});

test('a file is uploaded into the thread once, and its permalink is kept', async () => {
  const bench = await withRoot();
  const told = await bench.clock.until(bench.outbox.tell(inThread('r1', 'log', log()), bench.signal));
  assert.deepEqual(told, { told: true, permalink: 'https://files.test/F1' });
  assert.equal(bench.slack.workspace.uploads.get('r1-output.log'), 'line 1\nline 2\n');
  const [first, share] = bench.slack.workspace.messages;
  assert.deepEqual([share?.thread_ts, share?.channel], [first?.ts, 'C1']);
  const again = bench.restart();
  assert.deepEqual(await bench.clock.until(again.outbox.tell(inThread('r1', 'log', log()), again.signal)), told);
  assert.equal(bench.slack.workspace.messages.length, 2);
});

for (const kind of ['lost', 'hang', 'server-error'] as const) {
  test(`a completion whose answer is not seen (${kind}) does not share the file twice`, async () => {
    const bench = await withRoot();
    bench.slack.fail({ method: 'files.completeUploadExternal', kind });
    const told = await bench.clock.until(bench.outbox.tell(inThread('r1', 'log', log()), bench.signal));
    assert.equal(told.told && told.permalink?.startsWith('https://files.test/F'), true);
    assert.equal(bench.slack.workspace.messages.filter((message) => message.files.length > 0).length, 1);
  });
}

test('a failed upload of the bytes is tried again from the start', async () => {
  const bench = await withRoot();
  bench.slack.fail({ method: 'files.getUploadURLExternal', kind: 'server-error' });
  bench.slack.fail({ method: 'upload/F1', kind: 'server-error' });
  assert.equal((await bench.clock.until(bench.outbox.tell(inThread('r1', 'log', log()), bench.signal))).told, true);
  assert.equal(bench.slack.workspace.messages.length, 2);
});

test('a share that a dead process had begun is found by its name in the thread', async () => {
  const bench = await withRoot();
  bench.slack.fail({ method: 'files.completeUploadExternal', kind: 'lost' });
  void bench.outbox.tell(inThread('r1', 'log', log()), bench.signal);
  await bench.clock.when(() => bench.slack.callsOf('files.completeUploadExternal').length === 1);
  const again = bench.restart();
  bench.stop.abort();
  void again.outbox.tell(root('r1', 'failed'), again.signal);
  const told = await bench.clock.until(again.outbox.tell(inThread('r1', 'log', log()), again.signal));
  assert.deepEqual(told, { told: true, permalink: 'https://files.test/F1' });
  assert.equal(bench.slack.workspace.messages.length, 2);
});

test('a file that is not there, or empty, or not allowed is given up with the reason', async () => {
  const bench = await withRoot();
  const tell = (name: string, content: FileContent): ReturnType<typeof bench.outbox.tell> =>
    bench.clock.until(bench.outbox.tell(inThread('r1', name, content), bench.signal));
  assert.deepEqual(await tell('a', log('absent.log')), { told: false, gone: true, reason: 'file_missing' });
  assert.deepEqual(await tell('b', log('empty.log')), { told: false, gone: true, reason: 'file_empty' });
  bench.slack.fail({ method: 'files.getUploadURLExternal', kind: 'error', code: 'missing_scope' });
  assert.deepEqual(await tell('c', log()), { told: false, gone: true, reason: 'missing_scope' });
});

test('a link, a pipe and a folder in the place of a file are not told and hold up nothing', async () => {
  const bench = await withRoot();
  await symlink(join(folder, 'output.log'), join(folder, 'link.log'));
  execFileSync('mkfifo', [join(folder, 'pipe.log')]);
  await mkdir(join(folder, 'folder.log'));
  for (const name of ['link.log', 'pipe.log', 'folder.log']) {
    const told = await bench.clock.until(bench.outbox.tell(inThread('r1', name, log(name)), bench.signal));
    assert.deepEqual(told, { told: false, gone: true, reason: 'file_missing' });
  }
});

test('of a file that is too large the end is told', async () => {
  const bench = await withRoot();
  await writeFile(join(folder, 'large.log'), `start${'x'.repeat(11 * 1024 * 1024)}end`);
  await bench.clock.until(bench.outbox.tell(inThread('r1', 'log', log('large.log')), bench.signal));
  const uploaded = bench.slack.workspace.uploads.get('r1-output.log') ?? '';
  assert.deepEqual([uploaded.length, uploaded.endsWith('end')], [10 * 1024 * 1024, true]);
});
