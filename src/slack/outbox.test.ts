import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutboxBench, inThread, root } from '#testing/outbox-bench.ts';

import { createOutbox } from './outbox.ts';

const text = (messages: readonly { readonly text: string }[]): string[] => messages.map((message) => message.text);

test('a message is posted once, then edited in place, and its last content is shown', async () => {
  const { outbox, clock, slack, posts, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'queued'), signal));
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  const told = await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
  assert.deepEqual(told, { told: true, permalink: `https://slack.test/C1/p${slack.workspace.messages[0]?.ts}` });
  assert.deepEqual(text(slack.workspace.messages), ['passed']);
  assert.deepEqual(
    slack.calls.map((call) => call.method),
    ['chat.postMessage', 'chat.getPermalink', 'chat.update', 'chat.update'],
  );
  const post = await posts.get('r1/root');
  assert.deepEqual([post?.state, post?.ts], ['sent', slack.workspace.messages[0]?.ts]);
});

test('a post carries its key as metadata and neither unfurls nor links names', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'queued'), signal));
  const { blocks, ...sent } = slack.calls[0]?.raw ?? {};
  assert.ok(Array.isArray(blocks));
  assert.deepEqual(sent, {
    channel: 'C1',
    text: 'queued',
    unfurl_links: 'false',
    unfurl_media: 'false',
    metadata: { event_type: 'teneleven_post', event_payload: { key: 'r1/root' } },
  });
});

test('a thousand changes a second are at most one edit in three seconds, and the last one is shown', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  let last: Promise<unknown> = Promise.resolve();
  for (let change = 0; change < 10_000; change += 1) {
    last = outbox.tell(root('r1', `${change} lines`), signal);
    if (change % 100 === 99) await clock.pass(100);
  }
  const told = outbox.tell(root('r1', 'passed', 'last'), signal);
  await clock.until(Promise.all([last, told]));
  const edits = slack.callsOf('chat.update').map((call) => call.at);
  assert.ok(edits.length >= 3 && edits.length <= 5, `${edits.length} edits in ten seconds`);
  for (const [index, at] of edits.entries()) assert.ok(index === 0 || at - (edits[index - 1] ?? 0) >= 3_000);
  assert.deepEqual(text(slack.workspace.messages), ['passed']);
});

test('content that Slack shows already is not sent again, also not after a restart', async () => {
  const bench = createOutboxBench(createOutbox);
  await bench.clock.until(bench.outbox.tell(root('r1', 'passed', 'last'), bench.signal));
  await bench.clock.until(bench.outbox.tell(root('r1', 'passed', 'last'), bench.signal));
  const again = bench.restart();
  await bench.clock.until(again.outbox.tell(root('r1', 'passed', 'last'), again.signal));
  assert.deepEqual(
    bench.slack.calls.map((call) => call.method),
    ['chat.postMessage', 'chat.getPermalink'],
  );
});

test('twenty runs share the edits of the workspace evenly and stay under forty a minute', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const runs = Array.from({ length: 20 }, (_, index) => `r${index}`);
  for (let second = 0; second < 180; second += 1) {
    for (const run of runs) void outbox.tell(root(run, `${run} second ${second}`), signal);
    await clock.pass(1_000);
  }
  const edits = slack.callsOf('chat.update');
  for (const { at } of edits) {
    const inWindow = edits.filter((edit) => edit.at > at - 60_000 && edit.at <= at).length;
    assert.ok(inWindow <= 40, `${inWindow} edits in a minute`);
  }
  assert.ok(edits.length >= 80, `${edits.length} edits in three minutes`);
  // All are in Slack after the first minute.
  const late = edits.filter(({ at }) => at > clock.now() - 120_000).map(({ wish }) => wish.ts);
  const counts = slack.workspace.messages.map(({ ts }) => late.filter((each) => each === ts).length);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `edits by message: ${counts.join(' ')}`);
});

test('a last edit goes before passing ones that have waited longer', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const runs = Array.from({ length: 20 }, (_, index) => `r${index}`);
  for (const run of runs) void outbox.tell(root(run, `${run} running`), signal);
  await clock.pass(30_000);
  for (const run of runs) void outbox.tell(root(run, `${run} half`), signal);
  const told = outbox.tell(root('r19', 'r19 passed', 'last'), signal);
  const asked = clock.now();
  await clock.until(told);
  assert.ok(clock.now() - asked <= 3_000, `told after ${clock.now() - asked} ms`);
  assert.equal(slack.workspace.messages[19]?.text, 'r19 passed');
});

test('a passing edit that waits for its turn becomes a last one at once', async () => {
  const { outbox, clock, signal } = createOutboxBench(createOutbox);
  const runs = Array.from({ length: 20 }, (_, index) => `r${index}`);
  for (const run of runs) void outbox.tell(root(run, `${run} running`), signal);
  await clock.pass(30_000);
  for (const run of runs) void outbox.tell(root(run, `${run} half`), signal);
  await clock.pass(100);
  const asked = clock.now();
  await clock.until(outbox.tell(root('r19', 'r19 passed', 'last'), signal));
  assert.ok(clock.now() - asked <= 1_000, `told after ${clock.now() - asked} ms`);
});

test('sixty runs that end at once keep to forty edits a minute, and no passing edit goes before a last one', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const runs = Array.from({ length: 80 }, (_, index) => `r${index}`);
  await clock.until(Promise.all(runs.map((run) => outbox.tell(root(run, `${run} running`), signal))));
  await clock.pass(120_000);
  for (const run of runs.slice(0, 20)) void outbox.tell(root(run, `${run} half`), signal);
  const ends = runs.slice(20).map((run) => outbox.tell(root(run, `${run} passed`, 'last'), signal));
  await clock.until(Promise.all(ends));
  const edits = slack.callsOf('chat.update');
  for (const { at } of edits) {
    assert.ok(edits.filter((edit) => edit.at > at - 60_000 && edit.at <= at).length <= 40);
  }
  // One may have had its turn before the runs ended.
  assert.ok(edits.filter(({ wish }) => wish.text.endsWith('half')).length <= 1);
});

test('a channel gets one post a second', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const told = Array.from({ length: 5 }, (_, index) => outbox.tell(root(`r${index}`, 'queued'), signal));
  await clock.until(Promise.all(told));
  const times = slack.callsOf('chat.postMessage').map((call) => call.at);
  assert.deepEqual(
    times.map((at) => at - (times[0] ?? 0)),
    [0, 1_000, 2_000, 3_000, 4_000],
  );
});

test('a thread waits for its root and keeps the order of the calls', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const first = outbox.tell(inThread('r1', 'started'), signal);
  await clock.pass(5_000);
  assert.equal(slack.calls.length, 0);
  const told = [
    first,
    outbox.tell(root('r1', 'failed', 'last'), signal),
    outbox.tell(inThread('r1', 'ended'), signal),
    outbox.tell(inThread('r1', 'failures'), signal),
  ];
  await clock.until(Promise.all(told));
  const { messages } = slack.workspace;
  assert.deepEqual(text(messages), ['failed', 'r1 started', 'r1 ended', 'r1 failures']);
  assert.deepEqual(
    messages.slice(1).map((message) => message.thread_ts),
    [messages[0]?.ts, messages[0]?.ts, messages[0]?.ts],
  );
});

test('a reply that has to be tried again is not overtaken by the next one', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'failed', 'last'), signal));
  slack.fail({ method: 'chat.postMessage', kind: 'refused', times: 3 });
  const told = ['ended', 'failures'].map((name) => outbox.tell(inThread('r1', name), signal));
  await clock.until(Promise.all(told));
  assert.deepEqual(text(slack.workspace.messages), ['failed', 'r1 ended', 'r1 failures']);
});

test('a run that was asked for in a thread is told there', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const place = { channel: 'C1', thread: '5.000001' };
  void outbox.tell({ ...root('r1', 'failed'), place }, signal);
  await clock.until(outbox.tell({ ...inThread('r1', 'ended'), place }, signal));
  assert.deepEqual(
    slack.workspace.messages.map((message) => message.thread_ts),
    ['5.000001', '5.000001'],
  );
});

test('when that thread was deleted the run is told in the channel', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const place = { channel: 'C1', thread: '5.000001' };
  slack.fail({ method: 'chat.postMessage', kind: 'error', code: 'thread_not_found' });
  await clock.until(outbox.tell({ ...root('r1', 'failed'), place }, signal));
  await clock.until(outbox.tell({ ...inThread('r1', 'ended'), place }, signal));
  const { messages } = slack.workspace;
  assert.deepEqual([messages[0]?.thread_ts, messages[1]?.thread_ts], [undefined, messages[0]?.ts]);
});

test('waiting ends when the signal is aborted, and what is told later is not lost', async () => {
  const bench = createOutboxBench(createOutbox);
  bench.slack.fail({ kind: 'server-error', times: 1_000 });
  const told = bench.outbox.tell(root('r1', 'passed', 'last'), bench.signal);
  const under = bench.outbox.tell(inThread('r1', 'ended'), bench.signal);
  await bench.clock.pass(10_000);
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
  assert.deepEqual(await told, { told: false, gone: false, reason: 'stopped' });
  assert.deepEqual(await under, { told: false, gone: false, reason: 'stopped' });
  bench.slack.recover();
  const again = bench.restart();
  await bench.clock.until(again.outbox.tell(root('r1', 'passed', 'last'), again.signal));
  assert.deepEqual(text(bench.slack.workspace.messages), ['passed']);
});
