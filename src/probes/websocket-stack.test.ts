import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SignJWT } from 'jose';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';

import { faults } from '../../examples/stack/faults.ts';
import { type Stack, startStack } from '../../examples/stack/start-stack.ts';
import type { WebSocketProbe } from './probe.ts';
import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(120_000);
const expect = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];
let stack: Stack;
let token: string;

before(async () => {
  stack = await startStack({ pace: 0.05 });
  const secret = new TextEncoder().encode(stack.variables['DEMO_JWT_SECRET']);
  token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('u1')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(secret);
});
after(() => stack.close());

function probeOfChat(changed: Partial<WebSocketProbe> = {}): WebSocketProbe {
  return makeWebSocketProbe(stack.webSocketUrl, {
    subprotocols: ['jwt', token],
    authBy: 'subprotocol',
    token: 'good',
    welcome: 'connected',
    send: '{"type":"chat","text":"sum 2 3","run":"NONCE"}',
    expect,
    withinMs: 1_000,
    limits: { answerMs: 500 },
    ...changed,
  });
}

/** What a WebSocket probe sees of each fault: rung, code and who closed. Those of other parts it does not see. */
const seen = new Map<string, readonly [string, string, string]>(
  Object.entries({
    'handler-error': ['welcome', 'CLOSE_1011', 'server'],
    'handler-crash': ['welcome', 'CLOSE_1006', 'nobody'],
    'accept-delayed': ['upgrade', 'TIMEOUT', 'nobody'],
    'upgrade-not-forwarded': ['upgrade', 'STATUS_404', 'nobody'],
    'route-missing': ['upgrade', 'STATUS_403', 'nobody'],
    'no-healthy-upstream': ['upgrade', 'STATUS_503', 'nobody'],
    'subprotocol-not-selected': ['subprotocol', 'SUBPROTOCOL_NOT_SELECTED', 'client'],
    'idle-timeout': ['hold', 'CLOSE_1006', 'nobody'],
    'message-too-big': ['round-trip', 'CLOSE_1009', 'server'],
    'service-restart': ['round-trip', 'CLOSE_1012', 'server'],
    'token-secret-mismatch': ['upgrade', 'STATUS_401', 'nobody'],
    'event-missing': ['round-trip', 'TIMEOUT', 'client'],
    'event-out-of-order': ['round-trip', 'ORDER', 'client'],
    'model-stalled': ['round-trip', 'TIMEOUT', 'client'],
  }),
);

const more = new Map<string, Partial<WebSocketProbe>>(
  Object.entries({
    'idle-timeout': { holdMs: 1_500 },
    'message-too-big': { sizes: [512, 2_048] },
  }),
);

for (const fault of Object.keys(faults)) {
  const [brokeAt, code, closedBy] = seen.get(fault) ?? [undefined, undefined, 'client'];
  test(`the fault ${fault} of the stack shows ${brokeAt === undefined ? 'nowhere' : `at ${brokeAt} as ${code}`}`, async () => {
    stack.faults.set([fault]);
    const result = await probeWebSocket(probeOfChat(more.get(fault)), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code, result.ws?.closedBy], [brokeAt, code, closedBy]);
    assert.ok(!JSON.stringify(result).includes(token), 'the token is nowhere in the result');
  });
}

test('a healthy stack is climbed to the top, with the facts of each rung', async () => {
  stack.faults.set([]);
  const result = await probeWebSocket(probeOfChat({ holdMs: 50, nonce: 'NONCE' }), signal);
  assert.equal(result.standing, 'up');
  assert.deepEqual(
    result.steps.map(({ step, outcome }) => `${step} ${outcome}`),
    ['dns', 'tcp', 'upgrade', 'subprotocol', 'auth', 'welcome', 'round-trip', 'hold', 'close'].map(
      (step) => `${step} passed`,
    ),
  );
  const { ws } = result;
  assert.deepEqual([ws?.offered, ws?.subprotocol], [['jwt', '‹token›'], 'jwt']);
  assert.deepEqual(
    ws?.events.map(({ from, type }) => `${from} ${type}`),
    ['server connected', 'client chat', ...expect.map((type) => `server ${type}`)],
  );
  assert.ok((ws?.pingMs ?? 0) > 0 && (ws?.roundTripMs ?? 0) > 0 && (ws?.openMs ?? 0) > 50);
  assert.ok((ws?.bytesIn ?? 0) > 300 && (ws?.framesIn ?? 0) === 9 && (ws?.framesOut ?? 0) === 4);
});

test('a token as jwt.TOKEN is shown by its form alone, also where the server selects it', async () => {
  stack.faults.set([]);
  const probe = probeOfChat({ subprotocols: [`jwt.${token}`], authBy: 'subprotocol-dot' });
  const { ws, standing } = await probeWebSocket(probe, signal);
  assert.deepEqual([standing, ws?.offered, ws?.subprotocol], ['up', ['jwt.‹token›'], 'jwt.‹token›']);
  assert.ok(!JSON.stringify(ws).includes(token));
});

test('a token in the query of the address is in no part of the result', async () => {
  stack.faults.set([]);
  const url = `${stack.webSocketUrl}?token=${token}`;
  const result = await probeWebSocket(makeWebSocketProbe(url, { authBy: 'query', token: 'good' }), signal);
  assert.deepEqual([result.url, result.problem?.code], [stack.webSocketUrl, 'STATUS_401']);
  assert.ok(!JSON.stringify(result).includes(token));
});
