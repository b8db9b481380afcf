import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { startProgram } from '#testing/start-program.ts';
import { needs } from '#testing/tools.ts';

import type { WebSocketProbe } from './probe.ts';
import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(120_000);

/** Python's `websockets` with that handler and those options of `serve`. */
async function serve(t: TestContext, handler: string, options = ''): Promise<string> {
  const program = `
import asyncio, http, json, websockets
async def handler(ws):
${handler.replaceAll(/^/gmu, '    ')}
async def main():
    async with websockets.serve(handler, '127.0.0.1', PORT${options === '' ? '' : `, ${options}`}):
        await asyncio.Future()
asyncio.run(main())
`;
  const port = await startProgram(t, { argv: ['/usr/bin/python3', 'FOLDER/serve.py'], files: { 'serve.py': program } });
  return `ws://127.0.0.1:${port}/ws`;
}

const welcome = `await ws.send(json.dumps({'type': 'connected'}))`;
const echo = `async for message in ws:\n    await ws.send(message)`;

interface Case {
  readonly title: string;
  readonly handler: string;
  readonly options?: string;
  readonly probe?: Partial<WebSocketProbe>;
  /** `brokeAt`, code of the problem, close code, reason, who closed, whether clean. */
  readonly expected: readonly unknown[];
  /** Our ping may come after its close, which a closed socket answers with a reset: clean or not is a matter of moments. */
  readonly mayReset?: boolean;
}

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJlLW9mLXRva2Vu';
const chat = { send: '{"type":"echo","id":"NONCE"}', nonce: 'NONCE', expect: ['echo'] };

const cases: readonly Case[] = [
  {
    title: 'that greets and echoes is up',
    handler: `${welcome}\n${echo}`,
    probe: { welcome: 'connected', ...chat },
    expected: [undefined, undefined, 1000, '', 'client', true],
  },
  {
    title: 'whose handler raises at once: 1011 without a reason, from the server, in place of the welcome',
    handler: `raise RuntimeError('boom')`,
    probe: { welcome: 'connected' },
    expected: ['welcome', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'whose handler raises at once, with a good token and nothing expected: not held against auth',
    handler: `raise RuntimeError('boom')`,
    probe: { authBy: 'header', token: 'good', headers: { authorization: `Bearer ${token}` } },
    expected: ['round-trip', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'whose handler raises at once, with a bad token: refused at auth',
    handler: `raise RuntimeError('boom')`,
    probe: { authBy: 'header', token: 'bad', welcome: 'connected', headers: { authorization: `Bearer ${token}` } },
    expected: ['auth', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'whose handler raises 100 ms after a pong that it sent: not overlooked',
    handler: `await asyncio.sleep(0.1)\nraise RuntimeError('late')`,
    expected: ['round-trip', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'whose handler raises on the message: in the round trip',
    handler: `${welcome}\nawait ws.recv()\nraise RuntimeError('boom')`,
    probe: { welcome: 'connected', ...chat },
    expected: ['round-trip', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'that does not select a subprotocol and then fails: the 1011 is not hidden',
    handler: `raise RuntimeError('boom')`,
    options: `subprotocols=['other']`,
    probe: { welcome: 'connected', subprotocols: ['jwt', token], authBy: 'subprotocol', token: 'good' },
    expected: ['welcome', 'CLOSE_1011', 1011, '', 'server'],
    mayReset: true,
  },
  {
    title: 'that does not select a subprotocol and works on: broken for browsers and Node',
    handler: `${welcome}\n${echo}`,
    options: `subprotocols=['other']`,
    probe: { welcome: 'connected', subprotocols: ['jwt', token], authBy: 'subprotocol', token: 'good' },
    expected: ['subprotocol', 'SUBPROTOCOL_NOT_SELECTED', 1000, '', 'client', true],
  },
  {
    title: 'that closes with 1008 for a good token: refused at auth',
    handler: `await ws.close(1008, 'Invalid audience')`,
    probe: { welcome: 'connected', authBy: 'header', token: 'good', headers: { authorization: `Bearer ${token}` } },
    expected: ['auth', 'CLOSE_1008', 1008, 'Invalid audience', 'server', true],
  },
  {
    title: 'that answers a first message with 4401: refused at auth',
    handler: `await ws.recv()\nawait ws.close(4401, 'no')`,
    probe: { welcome: 'connected', authBy: 'first-message', token: 'good', firstMessage: `{"token":"${token}"}` },
    expected: ['auth', 'CLOSE_4401', 4401, 'no', 'server', true],
  },
  {
    title: 'that restarts during the hold: 1012 with its reason',
    handler: `await asyncio.sleep(0.3)\nawait ws.close(1012, 'restart')`,
    probe: { holdMs: 2_000 },
    expected: ['hold', 'CLOSE_1012', 1012, 'restart', 'server', true],
  },
  {
    title: 'that is asked to come again later: 1013',
    handler: `await ws.close(1013, 'try again later')`,
    probe: { welcome: 'connected' },
    expected: ['welcome', 'CLOSE_1013', 1013, 'try again later', 'server', true],
  },
  {
    title: 'that returns early: 1000 before the answer is no success',
    handler: `${welcome}\nawait ws.recv()`,
    probe: { welcome: 'connected', ...chat },
    expected: ['round-trip', 'CLOSE_1000', 1000, '', 'server', true],
  },
  {
    title: 'that takes messages up to a size: the size ladder finds it',
    handler: echo,
    options: 'max_size=4096',
    probe: { ...chat, sizes: [1_024, 4_096, 16_384] },
    expected: ['round-trip', 'CLOSE_1009', 1009, '', 'server', true],
  },
  {
    title: 'that pings often: the pings are answered and the connection stands',
    handler: echo,
    options: 'ping_interval=0.05, ping_timeout=0.2',
    probe: { holdMs: 600 },
    expected: [undefined, undefined, 1000, '', 'client', true],
  },
  {
    title: 'that never greets: the welcome is missing, and the last event is named',
    handler: `await ws.send(json.dumps({'type': 'queued'}))\n${echo}`,
    probe: { welcome: 'connected', withinMs: 200 },
    expected: ['welcome', 'TIMEOUT', 1000, '', 'client', true],
  },
  {
    title: 'that answers with what was not asked: the nonce does not come back',
    handler: `async for _ in ws:\n    await ws.send(json.dumps({'type': 'echo', 'id': 'stale'}))`,
    probe: { ...chat, withinMs: 200 },
    expected: ['round-trip', 'NONCE', 1000, '', 'client', true],
  },
  {
    title: 'that answers twice: the nonce comes back twice',
    handler: `async for message in ws:\n    await ws.send(message)\n    await ws.send(message)`,
    probe: chat,
    expected: ['round-trip', 'NONCE', 1000, '', 'client', true],
  },
];

for (const { title, handler, options, probe, expected, mayReset = false } of cases) {
  test(`a Python server ${title}`, needs('httpx'), async (t) => {
    const url = await serve(t, handler, options);
    const result = await probeWebSocket(makeWebSocketProbe(url, probe), signal);
    const { closeCode, closeReason, closedBy, endedBy, isClean } = result.ws ?? {};
    const seen = [result.brokeAt, result.problem?.code, closeCode, closeReason, closedBy];
    // With both frames said, a reset alone makes it unclean, and nothing else may.
    const wanted = mayReset ? [...expected, endedBy !== 'server-reset'] : expected;
    assert.deepEqual([...seen, isClean], wanted);
    assert.ok(!JSON.stringify(result).includes(token), 'the token is nowhere in the result');
    assert.equal(result.standing, expected[0] === undefined ? 'up' : 'down');
  });
}

test('a Python server that refuses the upgrade tells its status and body', needs('httpx'), async (t) => {
  const refuse = `process_request=(lambda path, headers: asyncio.sleep(0, (http.HTTPStatus.FORBIDDEN, [('x-who', 'python')], b'not you')))`;
  const url = await serve(t, echo, refuse);
  const result = await probeWebSocket(makeWebSocketProbe(url, { authBy: 'header', token: 'good' }), signal);
  assert.deepEqual([result.brokeAt, result.problem?.code, result.ws?.status], ['upgrade', 'STATUS_403', 403]);
  assert.equal(result.ws?.body?.trim(), 'not you');
  assert.match(result.steps.find(({ step }) => step === 'auth')?.detail ?? '', /403 at the upgrade/u);
});
