import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import type { Loop } from '#domain/loop.ts';
import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { makeApproval, makeChange, makeLoop, makeLoopStep, makeRound } from '#testing/make-loop.ts';
import { makeRun } from '#testing/make-run.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import type { Announcer } from './follow-records.ts';
import { startApprovalAnnouncer } from './start-approval-announcer.ts';
import { startLoopAnnouncer } from './start-loop-announcer.ts';

let bench: OutboxBench<Outbox>;
let store: MemoryStore;
let folder: string;

const red = makeRun({
  id: 'r12',
  state: 'failed',
  verdict: 'failed',
  startedAt: '2026-03-02T10:02:00.000Z',
  endedAt: '2026-03-02T10:04:00.000Z',
  counts: { passed: 23, failed: 2, error: 0, skipped: 0, flaky: 0 },
});

beforeEach(() => {
  bench = createOutboxBench(createOutbox);
  store = createMemoryStore({ runs: [red] });
  folder = mkdtempSync(path.join(tmpdir(), 'teneleven-loops-'));
});
afterEach(async () => {
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
  rmSync(folder, { recursive: true });
});

const now = (): Date => new Date(bench.clock.now());
const log = { error: (message: string): void => assert.fail(message) };
const messages = () => bench.slack.workspace.messages;
const textsBelow = (): readonly string[] => messages().flatMap(({ text, thread_ts: thread }) => (thread ? [text] : []));
const suites = new Map([['critical', { owner: '@backend', impact: '$120K+ MRR' }]]);

const groups = new Map([
  ['@backend', 'S0BACK1'],
  ['@leads', 'S0LEADS1'],
]);
const personOf = async (name: string): Promise<string> => groups.get(name) ?? name;

function start(parts: Partial<Parameters<typeof startLoopAnnouncer>[0]> = {}): Announcer {
  const usual = { store, teller: bench.outbox, configuration: () => ({ suites }), personOf, now, log, retryAfterMs: 5 };
  return startLoopAnnouncer({ ...usual, outputOf: async () => undefined, everyMs: 60_000, ...parts }, bench.signal);
}

async function ask(): Promise<string> {
  const { requestId, environment, suites: names, mostRounds, mostMs, deploys, requestedBy, place } = makeLoop();
  const order = { requestId, environment, suites: names, mostRounds, mostMs, deploys, requestedBy, place };
  return (await store.work.loops.add({ ...order, queuedAt: now().toISOString() })).record.id;
}

const change = (id: string, parts: Partial<Loop>): Promise<Loop> =>
  store.work.loops.change(id, (loop) => ({ ...loop, ...parts }));

async function untilTold(id: string): Promise<void> {
  let isTold = false;
  await bench.clock.when(() => {
    void store.work.loops.get(id).then((loop) => (isTold = loop?.toldAt !== undefined));
    return isTold;
  });
}

const startedAt = '2026-03-02T10:00:01.000Z';
const underWay = (parts: Parameters<typeof makeRound>[0] = {}) =>
  makeRound({ endedAt: undefined, decision: undefined, versionsAfter: {}, runs: [], ...parts });

test('a loop is one message kept up to date, and its thread holds what matters, once', async () => {
  start();
  const id = await ask();
  await bench.clock.when(() => messages().length === 1);
  assert.match(messages()[0]?.text ?? '', /^Loop on staging is queued: critical\n/u);
  const deploying = underWay({
    steps: [makeLoopStep('preflight'), makeLoopStep('deploy', { state: 'running', endedAt: undefined })],
    change: makeChange({ state: 'running', endedAt: undefined, exitCode: undefined }),
  });
  await change(id, { state: 'running', startedAt, rounds: [deploying] });
  await bench.clock.when(() => messages()[0]?.text.startsWith('Loop on staging, round 1 of 3: deploying\n') ?? false);
  const failed = underWay({ change: makeChange({ state: 'failed', exitCode: 1, tail: ['push: denied'] }), steps: [] });
  await change(id, { rounds: [failed] });
  await bench.clock.when(() => textsBelow().length === 1);
  assert.match(textsBelow()[0] ?? '', /^Round 1: deploy FAILED with exit code 1 after 1m 00s\n.*\npush: denied/u);
  const reason = 'The deploy failed, so nothing was tested';
  const stopped = { ...failed, endedAt: startedAt, decision: { kind: 'stop', says: reason } as const };
  await change(id, { state: 'red', endedAt: '2026-03-02T10:02:00.000Z', reason, rounds: [stopped] });
  await untilTold(id);
  assert.match(
    messages()[0]?.text ?? '',
    /^Loop on staging is red after 1 round in 1m 59s\n.*so nothing was tested\n/u,
  );
  assert.equal(textsBelow().length, 2);
  assert.match(textsBelow()[1] ?? '', /^Loop on staging is red/u);
  assert.deepEqual(
    messages().flatMap((message) => breaches({ text: message.text, blocks: message.blocks ?? [] })),
    [],
  );
});

test('the owner of what is red is called once, when the loop ended red, and never the channel', async () => {
  start();
  const id = await ask();
  const again = makeRound({ decision: { kind: 'again', says: 'critical failed; once more' } });
  await change(id, { state: 'running', startedAt, rounds: [again] });
  await bench.clock.when(() => textsBelow().some((text) => text.startsWith('Round 1: once more')));
  assert.ok(!JSON.stringify(messages()).includes('S0BACK1'));
  const last = makeRound({ number: 2, decision: { kind: 'stop', says: 'The same failed twice' } });
  const reason = 'The same failed twice';
  await change(id, { state: 'red', endedAt: '2026-03-02T10:12:00.000Z', reason, rounds: [again, last] });
  await untilTold(id);
  const calling = messages().filter(({ text }) => text.includes('<!subteam^S0BACK1>'));
  assert.equal(calling.length, 1);
  assert.match(calling[0]?.text ?? '', /critical is red: owner <!subteam\^S0BACK1> · impact \$120K\+ MRR/u);
  assert.ok(!messages().some(({ text }) => /<!(?:channel|here|everyone)/u.test(text)));
});

test('a green loop calls nobody, and says in the root what each round came to', async () => {
  store = createMemoryStore({ runs: [{ ...red, state: 'passed', verdict: 'proven' }] });
  start();
  const id = await ask();
  await change(id, { ...makeLoop(), toldAt: undefined, id });
  await untilTold(id);
  const [root] = messages();
  assert.match(root?.text ?? '', /^Loop on staging is green after 1 round in 5m 59s\n/u);
  assert.match(
    root?.text ?? '',
    /Round 1 · deployed 9c1d in 1m 00s · gate passed · stability passed · critical passed, proven \(23 passed, 2 failed\) · → green/u,
  );
  assert.ok(!JSON.stringify(messages()).includes('subteam'));
});

test('the output of a deploy is a file in the thread, once, and one that cannot be had holds up nothing', async () => {
  const output = path.join(folder, 'output.txt');
  writeFileSync(output, 'line\n'.repeat(20_000));
  const errors: string[] = [];
  start({
    log: { error: (message) => errors.push(message) },
    outputOf: async (_loop, { number }) => (number === 1 ? output : Promise.reject(new Error('ENOENT'))),
  });
  const id = await ask();
  const rounds = [makeRound({ decision: { kind: 'again', says: 'once more' } }), makeRound({ number: 2 })];
  await change(id, { ...makeLoop({ rounds }), toldAt: undefined, id });
  await untilTold(id);
  assert.deepEqual([...bench.slack.workspace.uploads.keys()], ['l1-round-1-output.log']);
  assert.match(errors[0] ?? '', /^The output of round 2 cannot be uploaded: ENOENT/u);
});

test('a restart tells what is untold in the same messages', async () => {
  const first = start();
  const id = await ask();
  await bench.clock.when(() => messages().length === 1);
  bench.stop.abort();
  await bench.clock.until(first.settled());
  await change(id, { ...makeLoop(), toldAt: undefined, id });
  bench = bench.restart();
  start();
  await untilTold(id);
  assert.equal(messages().filter(({ thread_ts: thread }) => thread === undefined).length, 1);
  assert.match(messages()[0]?.text ?? '', /is green/u);
});

test('the card of an approval stands in the thread, calls who may approve once, and is edited when it is decided', async () => {
  start();
  const access = { approve: ['U0GRACE1', '@leads', 'U0ADA1'] };
  const configuration = () => ({ access });
  const parts = { store, teller: bench.outbox, configuration, personOf, now, log, retryAfterMs: 5 };
  startApprovalAnnouncer(parts, bench.signal);
  const id = await ask();
  const { requestId, loop, round, environment, asks, card, requestedBy, place, queuedAt, expiresAt } = makeApproval({
    asks: 'four-eyes',
  });
  const order = { requestId, loop, round, environment, asks, card, requestedBy, place, queuedAt, expiresAt };
  const { record } = await store.work.approvals.add(order);
  await change(id, {
    state: 'waiting',
    startedAt,
    waitsFor: record.id,
    rounds: [underWay({ steps: [], change: undefined })],
  });
  await bench.clock.when(() => textsBelow().length === 1 && /waiting for approval/u.test(messages()[0]?.text ?? ''));
  const shown = messages()[1];
  assert.match(shown?.text ?? '', /^Approve deploy of 9c1d on staging\? Asked for by ada, until 10:30 UTC\n/u);
  assert.match(shown?.text ?? '', /Runs: python scripts\/deploy\.py --project staging\n/u);
  assert.match(shown?.text ?? '', /Version: api 3f2a → 9c1d\n/u);
  assert.match(
    shown?.text ?? '',
    /Somebody other than ada must agree\. May approve: <@U0GRACE1>, <!subteam\^S0LEADS1>\n/u,
  );
  const values = JSON.stringify(shown?.blocks);
  assert.match(values, /"action_id":"e2e:approve:0","value":"y1"/u);
  assert.match(values, /"action_id":"e2e:refuse:1","value":"y1"/u);
  const decidedBy = { id: 'U0GRACE1', name: 'grace', via: 'slack' } as const;
  const decidedAt = '2026-03-02T10:05:00.000Z';
  await store.work.approvals.change('y1', (each) => ({ ...each, state: 'approved', decidedBy, decidedAt }));
  await bench.clock.when(() => messages()[1]?.text.startsWith('grace approved deploy of 9c1d on staging') ?? false);
  assert.ok(!JSON.stringify(messages()[1]?.blocks).includes('e2e:approve'));
  assert.deepEqual(
    messages().flatMap((message) => breaches({ text: message.text, blocks: message.blocks ?? [] })),
    [],
  );
});
