import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { note, type Line, type Reply } from '#domain/reply.ts';
import type { Fault, Playground, SlackJson } from '#playground/contract.ts';
import { startPlayground } from '#playground/start-playground.ts';
import { createMemoryPosts } from '#testing/memory-posts.ts';
import { inThread, root } from '#testing/outbox-bench.ts';
import { pino } from 'pino';

import { createClient } from './client.ts';
import type { Clock } from './clock.ts';
import { createOutbox, type Outbox } from './outbox.ts';

let playground: Playground;
let folder = '';
let channel = '';
const { signal } = new AbortController();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  playground = await startPlayground({ port: 0, rateLimits: false });
  channel = playground.workspace().channels[0]?.id ?? '';
});
after(async () => {
  await playground.close();
  await rm(folder, { recursive: true });
});

/** Sixty times as fast as the real one: what is paced by seconds takes a moment. */
function fastClock(): Clock {
  const startedAt = Date.now();
  const speed = 60;
  return {
    now: () => startedAt + (Date.now() - startedAt) * speed,
    sleep: (ms, until) => wait(ms / speed, undefined, { signal: until }).catch(() => undefined),
  };
}

function newOutbox(posts = createMemoryPosts()): Outbox {
  const settings = { apiUrl: playground.apiUrl, log: pino({ level: 'silent' }), timeoutMs: 250 };
  const client = createClient({ botToken: playground.botToken, ...settings });
  return createOutbox({ client, posts, clock: fastClock() });
}

function messagesOf(run: string): readonly SlackJson[] {
  const all = playground.workspace().messages[channel] ?? [];
  const rootMessage = all.find((message) => String(message['text']).startsWith(`${run} `));
  return all.filter(
    ({ ts, thread_ts: thread }) => rootMessage !== undefined && [ts, thread].includes(rootMessage['ts']),
  );
}

async function tellRun(run: string, outbox: Outbox): Promise<void> {
  const place = { channel };
  const path = join(folder, `${run}.log`);
  await writeFile(path, `log of ${run}\n`);
  const file = { kind: 'file', name: `${run}-output.log`, title: 'Full log', path } as const;
  await outbox.tell({ ...root(run, `${run} is running`), place }, signal);
  const told = await Promise.all([
    outbox.tell({ ...inThread(run, 'started'), place }, signal),
    outbox.tell({ ...root(run, `${run} failed`, 'last'), place }, signal),
    outbox.tell({ ...inThread(run, 'failures'), place }, signal),
    outbox.tell({ ...inThread(run, 'log', file), place }, signal),
  ]);
  assert.deepEqual(
    told.map((each) => each.told),
    [true, true, true, true],
  );
}

const methods = ['chat.postMessage', 'chat.update', 'files.completeUploadExternal'] as const;
const kinds = ['lost-answer', 'server-error', 'hang', 'ratelimited'] as const;

for (const [index, kind] of kinds.entries()) {
  test(`with ${kind} at every method each message of a run comes once and in order`, async () => {
    const run = `r${index + 1}`;
    const faults: readonly Fault[] = methods.map((method) => ({
      kind,
      method,
      times: kind === 'hang' ? 1 : 2,
      retryAfterS: 1,
    }));
    for (const fault of faults) playground.misbehave(fault);
    await tellRun(run, newOutbox());
    const texts = messagesOf(run).map((message) => message['text']);
    assert.deepEqual(texts, [`${run} failed`, `${run} started`, `${run} failures`, '']);
  });
}

test('the worst message passes the validation of the playground, as a post and as an edit', async () => {
  const hostile = '<!channel> <@U1> @here ``` \u202e \ud800 & '.repeat(2_500);
  const line: Line = [{ kind: 'code', text: hostile }, hostile, { kind: 'link', text: hostile, url: 'https://a.test' }];
  const reply: Reply = {
    ...note(`r9 ${hostile}`),
    status: 'failed',
    sections: [
      { kind: 'bar', done: 500, total: 500, red: 500 },
      { kind: 'aside', line },
      { kind: 'table', columns: ['a', 'b'], rows: Array.from({ length: 500 }, () => [hostile, '']) },
      { kind: 'facts', facts: [{ label: hostile, value: line }] },
      { kind: 'list', items: Array.from({ length: 500 }, () => line) },
      { kind: 'code', text: hostile },
    ],
    actions: Array.from({ length: 30 }, () => ({ label: hostile, words: ['show', 'r9'], confirm: hostile })),
  };
  const outbox = newOutbox();
  const telling = { ...root('r9', ''), place: { channel } };
  const earlier = playground.calls.length;
  await outbox.tell({ ...telling, content: { kind: 'kept', reply } }, signal);
  await outbox.tell({ ...telling, content: { kind: 'kept', reply: { ...reply, status: 'passed' } } }, signal);
  const calls = playground.calls.slice(earlier).filter(({ method }) => /^chat\.(?:postMessage|update)$/u.test(method));
  assert.deepEqual(
    calls.map(({ method, ok, arguments: sent }) => [method, ok, Array.isArray(sent['blocks'])]),
    [
      ['chat.postMessage', true, true],
      ['chat.update', true, true],
    ],
  );
});
