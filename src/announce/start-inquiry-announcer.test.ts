import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { makeInquiry } from '#testing/make-inquiry.ts';
import { makeRun } from '#testing/make-run.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import type { Announcer } from './follow-records.ts';
import { startInquiryAnnouncer } from './start-inquiry-announcer.ts';

let bench: OutboxBench<Outbox>;
let store: MemoryStore;
let retold: string[] = [];

beforeEach(() => {
  bench = createOutboxBench(createOutbox);
  store = createMemoryStore({ runs: [makeRun({ state: 'failed' })] });
  retold = [];
});
afterEach(async () => {
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
});

const now = (): Date => new Date(bench.clock.now());
const messages = () => bench.slack.workspace.messages;

const retellRun = async (run: string): Promise<void> => void retold.push(run);

function start(): Announcer {
  const log = { error: (message: string): void => assert.fail(message) };
  return startInquiryAnnouncer({ store, teller: bench.outbox, retellRun, now, log, retryAfterMs: 5 }, bench.signal);
}

async function tellRoot(): Promise<void> {
  const { place = { channel: 'C1' } } = makeRun();
  const reply = { headline: 'r12', status: 'failed', sections: [], actions: [] } as const;
  const telling = { key: 'r12/root', place, weight: 'last', content: { kind: 'kept', reply } } as const;
  await bench.clock.until(bench.outbox.tell(telling, bench.signal));
}

async function ask(): Promise<string> {
  const { requestId, run, environment, depth, requestedBy, place } = makeInquiry();
  const order = { requestId, run, environment, depth, requestedBy, place, queuedAt: now().toISOString() };
  return (await store.watch.inquiries.add(order)).inquiry.id;
}

async function end(id: string, parts: Parameters<typeof makeInquiry>[0] = {}): Promise<void> {
  const { diagnoses, observations } = makeInquiry(parts);
  await store.watch.inquiries.change(id, (inquiry) => ({
    ...inquiry,
    state: 'done',
    diagnoses,
    observations,
    ...parts,
  }));
}

async function untilTold(id: string): Promise<void> {
  let isTold = false;
  await bench.clock.when(() => {
    void store.watch.inquiries.get(id).then((inquiry) => (isTold = inquiry?.toldAt !== undefined));
    return isTold;
  });
}

test('an inquiry is one message in the thread of its run, kept up to date, and the run is told its cause', async () => {
  await tellRoot();
  start();
  const id = await ask();
  await bench.clock.when(() => messages().length === 2);
  await store.watch.inquiries.change(id, (inquiry) => ({
    ...inquiry,
    state: 'running',
    doing: 'asking chat with a bad token',
  }));
  await bench.clock.when(() => /asking chat with a bad token/u.test(messages()[1]?.text ?? ''));
  await end(id);
  await untilTold(id);
  const [root, why] = messages();
  assert.equal(messages().length, 2);
  assert.equal(why?.thread_ts, root?.ts);
  assert.match(
    why?.text ?? '',
    /^Why r12 failed: The handler of the WebSocket raises an error \(handler-error, confidence 0\.91\)\n/u,
  );
  assert.deepEqual(retold, ['r12']);
});

test('a correction changes the message and tells the run again', async () => {
  await tellRoot();
  start();
  const id = await ask();
  await end(id);
  await untilTold(id);
  const by = { id: 'U1', name: 'Ada', via: 'slack' } as const;
  const correction = {
    symptom: 's1',
    verdict: 'other',
    cause: 'migration-missing',
    by,
    at: now().toISOString(),
  } as const;
  await store.watch.inquiries.change(id, (inquiry) => ({ ...inquiry, corrections: [correction], toldAt: undefined }));
  await untilTold(id);
  assert.match(messages()[1]?.text ?? '', /Ada says of s1: other, it was migration-missing/u);
  assert.equal(messages().length, 2);
  assert.deepEqual(retold, ['r12', 'r12']);
});

test('what a dead process left untold is told at the next start, in the same message', async () => {
  await tellRoot();
  const first = start();
  const id = await ask();
  await bench.clock.when(() => messages().length === 2);
  bench.stop.abort();
  await bench.clock.until(first.settled());
  await end(id);
  bench = bench.restart();
  start();
  await untilTold(id);
  assert.equal(messages().length, 2);
});

test('hundreds of observations and long words stay inside the limits of Slack', async () => {
  await tellRoot();
  start();
  const id = await ask();
  const { diagnoses, observations } = makeInquiry();
  const many = Array.from({ length: 300 }, (_each, index) => ({
    ...observations[0]!,
    id: `o${index + 1}`,
    says: 'x<!channel> '.repeat(40),
  }));
  const whys = diagnoses[0]!.whys.map((why) => ({
    ...why,
    answer: 'y'.repeat(900),
    observations: many.map((each) => each.id),
  }));
  const wide = Array.from({ length: 10 }, (_each, index) => ({
    ...diagnoses[0]!,
    symptom: { ...diagnoses[0]!.symptom, id: `s${index + 1}`, title: 'z'.repeat(400) },
    whys,
  }));
  await end(id, { diagnoses: wide, observations: many });
  await untilTold(id);
  assert.deepEqual(
    messages().flatMap(({ text, blocks }) => breaches({ text, blocks })),
    [],
  );
  assert.doesNotMatch(
    messages()
      .map(({ text }) => text)
      .join(),
    /<!channel>/u,
  );
});
