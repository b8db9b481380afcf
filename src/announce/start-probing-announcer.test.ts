import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import type { Probing } from '#domain/probing.ts';
import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { ProbingStore, WatchStore } from '#state/watch.ts';
import { makeProbeResult, makeProbing, makeWsFacts } from '#testing/make-probe-result.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import type { Announcer } from './follow-records.ts';
import { startProbingAnnouncer } from './start-probing-announcer.ts';

let bench: OutboxBench<Outbox>;
let watch: WatchStore;
let errors: string[] = [];

beforeEach(() => {
  bench = createOutboxBench(createOutbox);
  watch = createMemoryWatch();
  errors = [];
});
afterEach(async () => {
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
});

const now = (): Date => new Date(bench.clock.now());

function start(probings: ProbingStore = watch.probings): Announcer {
  const log = { error: (message: string): void => void errors.push(message) };
  const parts = { store: { watch: { probings } }, teller: bench.outbox, now, log, patienceMs: 0, retryAfterMs: 5 };
  return startProbingAnnouncer(parts, bench.signal);
}

async function ask(parts: Partial<Probing> = {}): Promise<string> {
  const { requestId, environment, aim, requestedBy, place } = makeProbing(parts);
  const order = { requestId, environment, aim, requestedBy, place, queuedAt: now().toISOString() };
  return (await watch.probings.add(order)).probing.id;
}

async function end(id: string, results: readonly ProbeResult[], parts: Partial<Probing> = {}): Promise<void> {
  const counts = { up: 0, down: 0, unknown: 0 };
  for (const { standing } of results) counts[standing] += 1;
  await watch.probings.change(id, { state: 'done', endedAt: now().toISOString(), results, counts, ...parts });
}

async function untilTold(id: string): Promise<void> {
  let isTold = false;
  await bench.clock.when(() => {
    void watch.probings.get(id).then((probing) => (isTold = probing?.toldAt !== undefined));
    return isTold;
  });
}

const messages = () => bench.slack.workspace.messages;
const firstLines = () => messages().map(({ text }) => text.split('\n', 1)[0]);

const chat: ProbeResult = makeProbeResult({
  endpoint: 'chat',
  kind: 'websocket',
  standing: 'down',
  brokeAt: 'welcome',
  problem: { code: 'CLOSE_1011', message: 'm' },
  steps: [
    { step: 'upgrade', outcome: 'passed', durationMs: 3, detail: '101' },
    { step: 'welcome', outcome: 'failed', durationMs: 1 },
    { step: 'close', outcome: 'not-reached' },
  ],
  ws: makeWsFacts({ closeCode: 1011, closeReason: '<!channel> `x`', closedBy: 'server', openMs: 34 }),
});
const many = { aim: { kind: 'endpoints', word: 'all', endpoints: ['api', 'auth', 'chat'] } } as const;

test('a probe of one endpoint is one message, from its queueing to its verdict with the ladder and the close', async () => {
  start();
  const id = await ask({ aim: { kind: 'endpoints', word: 'chat', endpoints: ['chat'] } });
  await bench.clock.when(() => messages().length === 1);
  assert.equal(firstLines()[0], 'chat on staging: probe queued');
  await end(id, [chat]);
  await untilTold(id);
  assert.equal(messages().length, 1);
  const text = messages()[0]?.text ?? '';
  assert.match(text, /^chat on staging is down: closed by the server with 1011, reason "&lt;!channel&gt; `x`"/u);
  assert.match(text, /✗ welcome +failed after 1\.0 ms\n· close +not reached/u);
  assert.doesNotMatch(text, /<!channel>/u);
  const labels = JSON.stringify(messages()[0]?.blocks ?? []).match(/Probe again|Vary|Show details/gu);
  assert.deepEqual(labels, ['Probe again', 'Vary', 'Show details']);
  assert.deepEqual(errors, []);
});

test('while many are probed the message says how many are done, and the ladders come into its thread at the end', async () => {
  start();
  const id = await ask(many);
  await watch.probings.change(id, { state: 'running', counts: { up: 1, down: 1, unknown: 0 } });
  await bench.clock.when(() => /2 of 3/u.test(messages()[0]?.text ?? ''));
  await end(id, [chat, makeProbeResult(), makeProbeResult({ endpoint: 'auth' })]);
  await untilTold(id);
  assert.deepEqual(firstLines(), [
    '1 of 3 endpoints of staging is down: chat',
    'chat on staging is down: closed by the server with 1011, reason "&lt;!channel&gt; `x`", 34 ms after opening, before welcome',
    'What each endpoint answered',
  ]);
  assert.deepEqual(
    new Set(
      messages()
        .slice(1)
        .map(({ thread_ts }) => thread_ts),
    ),
    new Set([messages()[0]?.ts]),
  );
});

test('a probing that a dead process left untold is told at the next start, in the same message', async () => {
  const first = start();
  const id = await ask(many);
  await bench.clock.when(() => messages().length === 1);
  bench.stop.abort();
  await bench.clock.until(first.settled());
  await watch.probings.change(id, {
    state: 'interrupted',
    endedAt: now().toISOString(),
    problem: 'Asked for long ago',
  });
  bench = bench.restart();
  start();
  await untilTold(id);
  assert.deepEqual(firstLines(), ['Probing all 3 endpoints of staging was interrupted']);
});

test('Slack failing in every way makes no message twice, and the end is told', async () => {
  start();
  bench.slack.fail({ method: 'chat.postMessage', kind: 'lost' });
  bench.slack.fail({ method: 'chat.update', kind: 'ratelimited', retryAfterS: 20 });
  const id = await ask(many);
  await bench.clock.when(() => messages().length === 1);
  await end(id, [makeProbeResult(), makeProbeResult({ endpoint: 'auth' })]);
  await untilTold(id);
  assert.deepEqual(firstLines(), ['All 2 endpoints of staging answer', 'What each endpoint answered']);
});

test('who asked is told alone when the channel takes nothing', async () => {
  start();
  bench.slack.fail({ kind: 'error', channel: 'C1', code: 'not_in_channel', times: 100 });
  const id = await ask();
  await end(id, [makeProbeResult()]);
  await untilTold(id);
  assert.deepEqual(
    messages().map(({ channel, text }) => [channel, text.split('\n', 1)[0]]),
    [['U0ANA1', 'api on staging answers']],
  );
});

test('a store that cannot be read for a moment holds up nothing for long', async () => {
  let failures = 2;
  const probings: ProbingStore = {
    ...watch.probings,
    get: (id) => ((failures -= 1) >= 0 ? Promise.reject(new Error('disk is busy')) : watch.probings.get(id)),
  };
  start(probings);
  const id = await ask();
  await end(id, [makeProbeResult()]);
  await untilTold(id);
  assert.match(errors[0] ?? '', /^Probing p1 could not be told, trying again: disk is busy$/u);
});

test('pairs are told with the verdict for each factor', async () => {
  start();
  const aim = { kind: 'pairs', word: 'chat', endpoint: 'chat', factors: ['auth-form'] } as const;
  const id = await ask({ aim });
  const arms = [
    { label: 'header', attempts: 4, passed: 0 },
    { label: 'subprotocol', attempts: 4, passed: 4 },
  ];
  const says = 'header never passes, subprotocol always';
  await end(id, [], { pairs: [{ endpoint: 'chat', factor: 'auth-form', arms, verdict: 'matters', says }] });
  await untilTold(id);
  const text = messages()[0]?.text ?? '';
  assert.match(text, /^chat on staging: auth-form makes a difference\n/u);
  assert.match(text, /matters[^\n]*header 0\/4, subprotocol 4\/4/u);
});

test('the worst case is told inside the limits of Slack: fifty endpoints down, each with everything that fits', async () => {
  start();
  const long = '<!channel> \u202e```'.repeat(40).slice(0, 300);
  const endpoints = Array.from({ length: 1_000 }, (_, index) => `service-${index}:/a/long/path/that/goes/on`);
  const id = await ask({ aim: { kind: 'endpoints', word: 'all', endpoints } });
  const steps = (['dns', 'tcp', 'tls', 'upgrade', 'auth', 'welcome', 'round-trip', 'hold', 'close'] as const).map(
    (step) => ({
      step,
      outcome: 'failed' as const,
      durationMs: 12_345,
      detail: long,
    }),
  );
  const results = endpoints
    .slice(0, 50)
    .map((endpoint) => ({ ...chat, endpoint, steps, problem: { code: 'X', message: long } }));
  await end(id, results, { counts: { up: 0, down: 1_000, unknown: 0 } });
  await untilTold(id);
  const sent = bench.slack.calls.filter(({ method }) => method.startsWith('chat.') && method !== 'chat.getPermalink');
  for (const { wish } of sent) assert.deepEqual(breaches({ text: wish.text, blocks: wish.blocks }), []);
  assert.equal(messages().length, 12);
});
