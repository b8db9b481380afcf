import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createMemoryLedger } from '#state/memory/memory-probes.ts';
import type { LedgerStore } from '#state/watch.ts';

import { receiveCloses } from './receive-closes.ts';
import { signPush } from './verify-push.ts';

const now = new Date('2026-03-01T10:00:30.000Z');
const seconds = String(now.getTime() / 1_000);
const secret = 'a-secret-for-tests';
const yaml = `
environments:
  staging: { websockets: { chat: { url: ws://127.0.0.1:1/ws } } }
ingest: { secret: { env: INGEST_SECRET } }
`;

const at = (ms: number): string => String(Math.floor((now.getTime() + ms) / 1_000));

interface Sent {
  readonly body: string;
  readonly timestamp?: string;
  readonly signature?: string;
}

interface Scene {
  readonly ledger: LedgerStore;
  readonly port: number;
  readonly warnings: readonly string[];
  readonly send: (sent: Sent) => Promise<{ status: number; body: unknown }>;
}

async function scene(
  t: TestContext,
  parts: { yaml?: string; ledger?: LedgerStore; secret?: string } = {},
): Promise<Scene> {
  const ledger = parts.ledger ?? createMemoryLedger();
  const configuration = parseConfiguration(parts.yaml ?? yaml, '/e2e.yaml');
  const variables = { INGEST_SECRET: parts.secret ?? secret };
  const warnings: string[] = [];
  const log = { warn: (message: string): void => void warnings.push(message) };
  const server = createServer(
    receiveCloses({ configuration: () => configuration, variables, ledger, now: () => now, log }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ledger,
    port,
    warnings,
    async send({ body, timestamp = seconds, signature = signPush(timestamp, body, secret) }) {
      const headers = { 'x-teneleven-timestamp': timestamp, 'x-teneleven-signature': signature };
      const answer = await fetch(`http://127.0.0.1:${port}/ingest/closes`, { method: 'POST', body, headers });
      return { status: answer.status, body: await answer.json() };
    },
  };
}

const closes = [
  { endpoint: 'chat', code: 1011, closedBy: 'server', count: 3, at: '2026-03-01T09:58:59Z', version: '1.2' },
  { endpoint: 'chat:subprotocol', code: 1006, closedBy: 'nobody', reason: 'ignored' },
];

test('signed closes are counted in the minute in which they happened', async (t) => {
  const { send, ledger } = await scene(t);
  assert.deepEqual(await send({ body: JSON.stringify({ closes }) }), { status: 202, body: { accepted: 2 } });
  const common = { environment: 'staging', source: 'push' };
  assert.deepEqual(await ledger.since('2026-03-01T00:00:00.000Z'), [
    {
      ...common,
      minuteAt: '2026-03-01T09:58:00.000Z',
      endpoint: 'chat',
      code: 1011,
      closedBy: 'server',
      reason: 'empty',
      version: '1.2',
      count: 3,
    },
    {
      ...common,
      minuteAt: '2026-03-01T10:00:00.000Z',
      endpoint: 'chat:subprotocol',
      code: 1006,
      closedBy: 'nobody',
      reason: 'none',
      count: 1,
    },
  ]);
});

test('what is not signed for this body and this moment is refused, and counts nothing', async (t) => {
  const { send, ledger } = await scene(t);
  const body = JSON.stringify({ closes });
  const refused: readonly (readonly [Sent, string])[] = [
    [{ body, signature: signPush(seconds, body, 'another') }, 'forged'],
    [{ body, signature: signPush(seconds, `${body} `, secret) }, 'forged'],
    [{ body, signature: signPush(at(-1_000), body, secret) }, 'forged'],
    [{ body, signature: '' }, 'forged'],
    [{ body, timestamp: 'soon' }, 'unsigned'],
    [{ body, timestamp: at(-301_000) }, 'too-old'],
    [{ body, timestamp: at(-1_000) }, 'before-start'],
    [{ body, timestamp: at(61_000) }, 'ahead'],
  ];
  for (const [sent, error] of refused) assert.deepEqual(await send(sent), { status: 401, body: { error } });
  assert.deepEqual(await ledger.since('2026-01-01T00:00:00.000Z'), []);
  assert.equal((await send({ body })).status, 202);
  assert.deepEqual(await send({ body }), { status: 401, body: { error: 'repeated' } });
});

test('a body with a mistake says all of them and is not taken in part', async (t) => {
  const { send, ledger } = await scene(t);
  const [good] = closes;
  const bad = [
    good,
    { ...good, endpoint: 'chta' },
    { ...good, environment: 'stagign' },
    { ...good, at: '2026-03-01T10:02:00Z' },
    { ...good, at: '2026-02-27T10:02:00Z' },
  ];
  const { status, body } = await send({ body: JSON.stringify({ closes: bad }) });
  assert.equal(status, 400);
  assert.deepEqual(body, {
    error: 'nothing was taken',
    problems: [
      'closes.1.endpoint: "chta" is not configured; did you mean "chat"?',
      'closes.2.environment: "stagign" is not configured; did you mean "staging"?',
      'closes.3.at is in the future',
      'closes.4.at is more than a day ago',
    ],
  });
  const hidden = [{ endpoint: 'chat:\u001b[31m<!channel>' }, { endpoint: 'chat:a/b' }, { version: '1\u202e2' }];
  for (const odd of hidden) {
    assert.equal((await send({ body: JSON.stringify({ closes: [{ ...good, ...odd }] }) })).status, 400);
  }
  for (const odd of ['', '{', '[]', '{"closes":[]}', '{"closes":[{"endpoint":"chat","code":99,"closedBy":"me"}]}']) {
    assert.equal((await send({ body: odd })).status, 400, odd);
  }
  assert.deepEqual(await ledger.since('2026-01-01T00:00:00.000Z'), []);
});

test('a body that is too long is refused, and without a secret there is nothing to push to', async (t) => {
  const { send } = await scene(t);
  assert.equal((await send({ body: 'x'.repeat(300_000) })).status, 413);
  const closed = await scene(t, { yaml: yaml.replace(/ingest.*\n/u, '') });
  assert.equal((await closed.send({ body: JSON.stringify({ closes }) })).status, 404);
});

test('a secret that can be guessed signs nothing', async (t) => {
  const { send } = await scene(t, { secret: 'short' });
  const body = JSON.stringify({ closes });
  assert.equal((await send({ body, signature: signPush(seconds, body, 'short') })).status, 404);
});

test('a sender who goes away in the middle is not taken for a disk that is full', async (t) => {
  const { port, warnings } = await scene(t);
  const socket = connect(port, '127.0.0.1');
  socket.end('POST /ingest/closes HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
  socket.resume();
  await once(socket, 'close');
  assert.deepEqual(warnings, []);
});

test('closes that could not be written are not said to be taken', async (t) => {
  const ledger = { add: () => Promise.reject(new Error('disk is full')), since: async () => [] };
  const { send } = await scene(t, { ledger });
  assert.equal((await send({ body: JSON.stringify({ closes }) })).status, 503);
});
