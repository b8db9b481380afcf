import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutboxBench, inThread, root } from '#testing/outbox-bench.ts';

import { createOutbox } from './outbox.ts';

for (const code of [
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'account_inactive',
  'not_authed',
  'missing_scope',
]) {
  test(`${code} is of the whole app: nothing is given up, one line says so, and all is told when it is mended`, async () => {
    const { outbox, clock, slack, signal, warnings } = createOutboxBench(createOutbox);
    await clock.until(outbox.tell(root('r1', 'running'), signal));
    for (const method of ['chat.update', 'chat.postMessage'])
      slack.fail({ method, kind: 'error', code, times: 10_000 });
    const told = [
      outbox.tell(root('r1', 'failed', 'last'), signal),
      outbox.tell(inThread('r1', 'ended'), signal),
      outbox.tell(root('r2', 'passed', 'last'), signal),
    ];
    await clock.pass(3_600_000);
    assert.equal(outbox.barredBy(), code);
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', new RegExp(`^Slack refuses the app: "${code}"`, 'u'));
    assert.ok(slack.calls.length < 400, `${slack.calls.length} calls in an hour`);
    slack.recover();
    await clock.until(Promise.all(told));
    assert.equal(outbox.barredBy(), undefined);
    assert.deepEqual(slack.workspace.messages.map((message) => message.text).toSorted(), [
      'failed',
      'passed',
      'r1 ended',
    ]);
    assert.deepEqual(warnings.slice(1), ['Slack takes messages again']);
  });
}

test('what a revoked token kept from being told is told by the next process with a good one, once', async () => {
  const bench = createOutboxBench(createOutbox);
  await bench.clock.until(bench.outbox.tell(root('r1', 'running'), bench.signal));
  bench.slack.fail({ kind: 'error', code: 'token_revoked', times: 10_000 });
  const told = bench.outbox.tell(root('r1', 'failed', 'last'), bench.signal);
  void bench.outbox.tell(inThread('r1', 'ended'), bench.signal);
  await bench.clock.pass(60_000);
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
  assert.deepEqual(await told, { told: false, gone: false, reason: 'stopped' });
  bench.slack.recover();
  const again = bench.restart();
  const tellings = [root('r1', 'failed', 'last'), inThread('r1', 'ended')];
  await bench.clock.until(Promise.all(tellings.map((telling) => again.outbox.tell(telling, again.signal))));
  assert.deepEqual(
    bench.slack.workspace.messages.map((message) => message.text),
    ['failed', 'r1 ended'],
  );
});

test('a scope that only files need keeps no message from being told', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  const file = { kind: 'file', name: 'r1-output.log', title: 'Full log', path: import.meta.filename } as const;
  slack.fail({ method: 'files.getUploadURLExternal', kind: 'error', code: 'missing_scope', times: 10_000 });
  void outbox.tell(root('r1', 'failed', 'last'), signal);
  const told = await clock.until(outbox.tell(inThread('r1', 'log', file), signal));
  assert.deepEqual(told, { told: false, gone: true, reason: 'missing_scope' });
  assert.equal(outbox.barredBy(), undefined);
});

test('when Slack is in reach again nothing waits for the end of its pause', async () => {
  const { outbox, clock, slack, signal } = createOutboxBench(createOutbox);
  await clock.until(outbox.tell(root('r1', 'running'), signal));
  slack.fail({ kind: 'refused', times: 100_000 });
  const told = [
    outbox.tell(root('r1', 'failed', 'last'), signal),
    outbox.tell(inThread('r1', 'ended'), signal),
    outbox.tell(inThread('r1', 'failures'), signal),
  ];
  await clock.pass(1_800_000);
  slack.recover();
  const backAt = clock.now();
  outbox.wake();
  await clock.until(Promise.all(told));
  assert.ok(clock.now() - backAt <= 5_000, `all was told ${clock.now() - backAt} ms after`);
});
