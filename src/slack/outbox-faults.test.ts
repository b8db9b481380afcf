import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutboxBench, inThread, root } from '#testing/outbox-bench.ts';

import { createOutbox } from './outbox.ts';

const ambiguous = ['lost', 'hang', 'server-error', 'garbage'] as const;

for (const kind of ambiguous) {
  test(`a post whose answer is not seen (${kind}) is looked for before it is repeated, and told once`, async () => {
    const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
    slack.fail({ method: 'chat.postMessage', kind });
    const told = await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
    assert.equal(told.told, true);
    assert.deepEqual(
      slack.workspace.messages.map((message) => message.text),
      ['passed'],
    );
    assert.ok(slack.callsOf('conversations.history').length >= 1);
  });
}

test('a reply whose answer is not seen is looked for in its thread', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'failed'), signal));
  slack.fail({ method: 'chat.postMessage', kind: 'lost' });
  await clock.until(outbox.tell(inThread('r1', 'ended'), signal));
  assert.equal(slack.workspace.messages.length, 2);
  assert.equal(slack.callsOf('conversations.replies')[0]?.wish.ts, slack.workspace.messages[0]?.ts);
});

test('a connection that was never made is tried again without looking', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  slack.fail({ method: 'chat.postMessage', kind: 'refused', times: 3 });
  await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
  assert.equal(slack.callsOf('conversations.history').length, 0);
  assert.equal(slack.workspace.messages.length, 1);
});

test('where Slack does not let us look, a doubtful post is made again rather than never', async () => {
  const { outbox, clock, slack, signal, warnings } = createOutboxBench(createOutbox);
  slack.fail({ method: 'chat.postMessage', kind: 'hang' });
  slack.fail({ method: 'conversations.history', kind: 'error', code: 'missing_scope' });
  const told = await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
  assert.deepEqual([told.told, slack.workspace.messages.length], [true, 1]);
  assert.deepEqual(warnings, ['Cannot look for r1/root in Slack: it is posted again']);
});

test('a post that a dead process had begun is found in Slack and edited, not made again', async () => {
  const bench = createOutboxBench(createOutbox);
  bench.slack.fail({ method: 'chat.postMessage', kind: 'lost' });
  void bench.outbox.tell(root('r1', 'running'), bench.signal);
  await bench.clock.pass(100);
  assert.deepEqual((await bench.posts.get('r1/root'))?.state, 'sending');
  const again = bench.restart();
  bench.stop.abort();
  await bench.clock.until(again.outbox.tell(root('r1', 'interrupted', 'last'), again.signal));
  assert.deepEqual(
    bench.slack.workspace.messages.map((message) => [message.text, message.edits]),
    [['interrupted', 1]],
  );
});

test('a limited method is left alone for as long as Slack asks, the others go on', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  slack.fail({ method: 'chat.update', kind: 'ratelimited', retryAfterS: 30 });
  const told = outbox.tell(root('r1', 'passed', 'last'), signal);
  await clock.pass(10);
  const limitedAt = clock.now();
  await clock.until(outbox.tell(inThread('r1', 'ended'), signal));
  assert.ok(clock.now() - limitedAt <= 2_000, 'the post did not wait for the edit');
  await clock.until(told);
  const edits = slack.callsOf('chat.update').map((call) => call.at);
  assert.equal(edits.length, 2);
  assert.ok((edits[1] ?? 0) - (edits[0] ?? 0) >= 30_000);
});

test('what was told during a pause of edits is sent after it as the newest only', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  slack.fail({ method: 'chat.update', kind: 'ratelimited', retryAfterS: 30 });
  void outbox.tell(root('r1', 'half'), signal);
  await clock.pass(20_000);
  await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
  assert.deepEqual(
    slack.callsOf('chat.update').map(({ wish }) => wish.text),
    ['half', 'passed'],
  );
});

test('a limited post is made again no sooner than Slack asks', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  slack.fail({ method: 'chat.postMessage', kind: 'ratelimited', retryAfterS: 45 });
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  const [first, second] = slack.callsOf('chat.postMessage');
  assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 45_000);
});

test('with Slack down for an hour every message is told once, in order, and the final state', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  slack.fail({ kind: 'server-error', times: 100_000 });
  for (let minute = 0; minute < 60; minute += 1) {
    void outbox.tell(root('r1', `minute ${minute}`), signal);
    await clock.pass(60_000);
  }
  const told = Promise.all([
    outbox.tell(root('r1', 'failed', 'last'), signal),
    outbox.tell(inThread('r1', 'ended'), signal),
    outbox.tell(inThread('r1', 'failures'), signal),
  ]);
  await clock.pass(3_600_000);
  const tries = slack.calls.length;
  slack.recover();
  const backAt = clock.now();
  await clock.until(told);
  assert.ok(clock.now() - backAt <= 70_000, `resumed after ${clock.now() - backAt} ms`);
  assert.ok(tries < 600, `${tries} calls while Slack was down`);
  assert.deepEqual(
    slack.workspace.messages.map((message) => message.text),
    ['failed', 'r1 ended', 'r1 failures'],
  );
});

for (const code of ['channel_not_found', 'is_archived', 'restricted_action_thread_locked', 'not_in_channel']) {
  test(`${code} gives the message up with Slack's reason, and its thread with it`, async () => {
    const { outbox, clock, slack, posts, signal } = createOutboxBench(createOutbox);
    slack.fail({ method: 'chat.postMessage', kind: 'error', code });
    const told = outbox.tell(root('r1', 'running'), signal);
    const under = outbox.tell(inThread('r1', 'ended'), signal);
    await clock.until(Promise.all([told, under]));
    assert.deepEqual(await told, { told: false, gone: true, reason: code });
    assert.deepEqual(await under, { told: false, gone: true, reason: code });
    assert.equal((await posts.get('r1/root'))?.state, 'given-up');
    assert.deepEqual(await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal)), await told);
    assert.equal(slack.calls.length, 1);
  });
}

for (const code of ['message_not_found', 'cant_update_message', 'edit_window_closed', 'block_mismatch']) {
  test(`${code} at an edit posts the message anew under the same key`, async () => {
    const { outbox, clock, slack, posts, signal } = createOutboxBench(createOutbox);
    await clock.until(outbox.tell(root('r1', 'running'), signal));
    slack.fail({ method: 'chat.update', kind: 'error', code });
    await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
    const [old, fresh] = slack.workspace.messages;
    assert.deepEqual([old?.text, fresh?.text], ['running', 'passed']);
    assert.equal((await posts.get('r1/root'))?.ts, fresh?.ts);
    await clock.until(outbox.tell(inThread('r1', 'ended'), signal));
    assert.equal(slack.workspace.messages[2]?.thread_ts, fresh?.ts);
  });
}

for (const kind of ['lost', 'hang'] as const) {
  test(`a repost whose answer is not seen (${kind}) is not mistaken for the message that it replaces`, async () => {
    const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
    await clock.until(outbox.tell(root('r1', 'running'), signal));
    slack.fail({ method: 'chat.update', kind: 'error', code: 'edit_window_closed' });
    slack.fail({ method: 'chat.postMessage', kind });
    await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal));
    assert.deepEqual(
      slack.workspace.messages.map((message) => message.text),
      ['running', 'passed'],
    );
  });
}

for (const code of ['invalid_blocks', 'msg_blocks_too_long', 'invalid_arguments']) {
  test(`${code} degrades a post and an edit to text`, async () => {
    const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
    slack.fail({ kind: 'error', code });
    await clock.until(outbox.tell(root('r1', 'running'), signal));
    slack.fail({ kind: 'error', code });
    assert.equal((await clock.until(outbox.tell(root('r1', 'passed', 'last'), signal))).told, true);
    const sent = slack.calls
      .filter(({ method }) => method !== 'chat.getPermalink')
      .map(({ method, wish }) => [method, wish.text, wish.blocks.length > 0]);
    assert.deepEqual(sent, [
      ['chat.postMessage', 'running', true],
      ['chat.postMessage', 'running', false],
      ['chat.update', 'passed', true],
      ['chat.update', 'passed', false],
    ]);
  });
}

test('text that is still too long is made shorter, and at last given up with the reason', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  slack.fail({ kind: 'error', code: 'msg_too_long', times: 3 });
  assert.equal((await clock.until(outbox.tell(root('r1', 'a'.repeat(5_000), 'last'), signal))).told, true);
  const lengths = slack.callsOf('chat.postMessage').map(({ wish }) => wish.text.length);
  assert.ok(
    lengths.every((length, index) => index < 2 || length < (lengths[index - 1] ?? 0)),
    lengths.join(' '),
  );
  slack.fail({ kind: 'error', code: 'msg_too_long', times: 100 });
  const told = await clock.until(outbox.tell(root('r2', 'b', 'last'), signal));
  assert.deepEqual(told, { told: false, gone: true, reason: 'msg_too_long' });
});

test('state that cannot be written is warned of, and the result is told all the same', async () => {
  const bench = createOutboxBench(createOutbox);
  bench.posts.save = async () => {
    throw new Error('no space left on device');
  };
  assert.equal((await bench.clock.until(bench.outbox.tell(root('r1', 'passed', 'last'), bench.signal))).told, true);
  assert.match(bench.warnings[0] ?? '', /Could not write down the post r1\/root: no space left/u);
});

test('while the record of a post cannot be read nothing is sent, for nobody knows whether it was', async () => {
  const bench = createOutboxBench(createOutbox);
  await bench.clock.until(bench.outbox.tell(root('r1', 'running'), bench.signal));
  const again = bench.restart();
  let failures = 3;
  again.posts.get = async (key) => {
    failures -= 1;
    if (failures >= 0) throw new Error('disk is busy');
    return bench.posts.saved.findLast((post) => post.key === key);
  };
  await bench.clock.until(again.outbox.tell(root('r1', 'passed', 'last'), again.signal));
  assert.deepEqual(
    bench.slack.workspace.messages.map((message) => message.text),
    ['passed'],
  );
});

test('a fault of ours in one message is warned of, and neither ends the process nor silences the others', async () => {
  const { outbox, clock, slack, signal, warnings } = createOutboxBench(createOutbox);
  const broken = root('r1', 'passed', 'last');
  Object.defineProperty(broken.content.reply, 'headline', {
    get: () => {
      throw new Error('a bug');
    },
  });
  const [told, other] = [outbox.tell(broken, signal), outbox.tell(root('r2', 'passed', 'last'), signal)];
  assert.deepEqual(await clock.until(told), { told: false, gone: true, reason: 'internal' });
  assert.equal((await clock.until(other)).told, true);
  assert.equal(slack.workspace.messages.length, 1);
  assert.equal(warnings[0], 'A fault while telling r1/root: a bug');
});

test('a file that Slack shares a moment after the call is not uploaded twice', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const path = import.meta.filename;
  const file = { kind: 'file', name: 'r1-output.log', title: 'Full log', path } as const;
  await clock.until(outbox.tell(root('r1', 'passed'), signal));
  slack.fail({ method: 'files.completeUploadExternal', kind: 'late' });
  await clock.until(outbox.tell(inThread('r1', 'log', file), signal));
  assert.equal(slack.workspace.messages.filter((message) => message.files.length > 0).length, 1);
});
