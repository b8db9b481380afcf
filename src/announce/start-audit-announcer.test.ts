import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { makeAudit, makeAuditCheck } from '#testing/make-audit.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import type { Announcer } from './follow-records.ts';
import { startAuditAnnouncer } from './start-audit-announcer.ts';
import type { Teller } from './telling.ts';

let bench: OutboxBench<Outbox>;
let store: MemoryStore;
let folder = '';

beforeEach(async () => {
  bench = createOutboxBench(createOutbox);
  store = createMemoryStore();
  folder = await mkdtemp(join(tmpdir(), 'teneleven-audit-told-'));
});
afterEach(async () => {
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
  await rm(folder, { recursive: true, force: true });
});

const now = (): Date => new Date(bench.clock.now());
const messages = () => bench.slack.workspace.messages;

const manyChecks = Array.from({ length: 400 }, (_, index) =>
  makeAuditCheck({
    id: `variables/V${index}`,
    result: 'failed',
    says: `V${index} is not set <!channel>`,
    remedy: 'Set it',
  }),
);

function start(): Announcer {
  const log = { error: (message: string): void => assert.fail(message) };
  const parts = { store, teller: bench.outbox, render: renderReply, folder, now, log, retryAfterMs: 5 };
  return startAuditAnnouncer(parts, bench.signal);
}

async function ask(): Promise<string> {
  const { requestId, environment, requestedBy, place } = makeAudit();
  const order = { requestId, environment, requestedBy, place, queuedAt: now().toISOString() };
  return (await store.work.audits.add(order)).record.id;
}

async function end(id: string, parts: Parameters<typeof makeAudit>[0] = {}): Promise<void> {
  const { checks, observations, score } = makeAudit(parts);
  await store.work.audits.change(id, (audit) => ({ ...audit, state: 'done', checks, observations, score, ...parts }));
}

async function untilTold(id: string): Promise<void> {
  let isTold = false;
  await bench.clock.when(() => {
    void store.work.audits.get(id).then((audit) => (isTold = audit?.toldAt !== undefined));
    return isTold;
  });
}

test('an audit is one message that is kept up to date, within all limits', async () => {
  start();
  const id = await ask();
  await bench.clock.when(() => messages().length === 1);
  await end(id);
  await untilTold(id);
  assert.equal(messages().length, 1);
  assert.match(messages()[0]?.text ?? '', /audit of staging: 1 failed, 1 unknown, 1 passed/u);
  assert.deepEqual(
    messages().flatMap(({ text, blocks }) => (text === '' ? [] : breaches({ text, blocks }))),
    [],
  );
});

test('what is longer than a message is a file in its thread, and no file is left behind', async () => {
  start();
  const id = await ask();
  await end(id, { checks: manyChecks });
  await untilTold(id);
  assert.deepEqual(
    messages().flatMap(({ text, blocks }) => (text === '' ? [] : breaches({ text, blocks }))),
    [],
  );
  assert.equal(messages().length, 2);
  assert.match(JSON.stringify(messages()[1]), /a1-audit\.txt/u);
  assert.deepEqual(await readdir(folder), []);
});

test('an audit whose file Slack did not take yet is told later, and is not marked as told before', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const refusing: Teller = {
    tell: async ({ content }) => {
      if (content.kind !== 'file') return { told: true };
      resolve();
      return { told: false, gone: false, reason: 'stopped' };
    },
  };
  const log = { error: (message: string): void => assert.fail(message) };
  const id = await ask();
  await end(id, { checks: manyChecks });
  const cut = new AbortController();
  const parts = { store, teller: refusing, render: renderReply, folder, now, log };
  const announcer = startAuditAnnouncer(parts, cut.signal);
  await asked;
  await announcer.settled();
  cut.abort();
  assert.equal((await store.work.audits.get(id))?.toldAt, undefined);
  start();
  await untilTold(id);
  assert.equal(messages().length, 2);
});
