import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

import { WebSocket, WebSocketServer } from 'ws';

import { needs } from '#testing/tools.ts';

import { closesInOutput } from './closes-in-output.ts';

const inWords = (output: string): readonly string[] =>
  closesInOutput(output).map(({ code, closedBy, reason = '' }) => `${code} ${closedBy} ${reason}`.trim());

/** The first six are of Python's websockets 10.4, the others of newer and older versions, aiohttp 3, Node's ws 8 and undici. */
const known: readonly (readonly [string, readonly string[]])[] = [
  ['ConnectionClosedError: received 1011 (unexpected error); then sent 1011 (unexpected error)', ['1011 server']],
  [
    'received 1011 (unexpected error) Internal error; then sent 1011 (unexpected error) Internal error',
    ['1011 server Internal error'],
  ],
  ['received 1012 (service restart); then sent 1012 (service restart)', ['1012 server']],
  [
    'received 4401 (private use) token expired; then sent 4401 (private use) token expired',
    ['4401 server token expired'],
  ],
  ['no close frame received or sent', ['1006 nobody']],
  [
    'sent 1011 (unexpected error) keepalive ping timeout; no close frame received',
    ['1011 client keepalive ping timeout'],
  ],
  [
    'sent 1011 (internal error) keepalive ping timeout; no close frame received',
    ['1011 client keepalive ping timeout'],
  ],
  ['sent 1000 (OK); then received 1000 (OK)', ['1000 client']],
  ['sent 1009 (message too big); no close frame received', ['1009 client']],
  ['code = 1011 (unexpected error), no reason', ['1011 server']],
  ["WSMessage(type=<WSMsgType.CLOSE: 8>, data=1011, extra='Internal error')", ['1011 server Internal error']],
  ['Error: WebSocket closed with code 1011', ['1011 server']],
  ["CloseEvent { type: 'close', wasClean: true, code: 1011, reason: 'x' }", ['1011 server x']],
  ['Unexpected server response: 502', []],
  ['WSServerHandshakeError: 403, message="Invalid response status"', []],
  ['closed after 1011 ms', []],
  ['AssertionError: assert 1011 == 1000', []],
];

for (const [output, closes] of known) {
  test(`"${output}" tells ${closes.length === 0 ? 'of no close' : closes.join(', ')}`, () => {
    assert.deepEqual(inWords(output), closes);
  });
}

test('a traceback that repeats its sentence tells of one close', () => {
  const sentence = 'received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error';
  assert.deepEqual(inWords(`E ${sentence}\n\nDuring handling of the above\n${sentence}\n`), [
    '1011 server Internal error',
  ]);
});

test('a long line of almost-closes is read in little time', () => {
  const begun = performance.now();
  closesInOutput('closed received 1011 ('.repeat(20_000));
  closesInOutput('close '.repeat(20_000));
  closesInOutput(`close code${' '.repeat(64_000)}`);
  assert.ok(performance.now() - begun < 500, `${performance.now() - begun} ms`);
});

const client = `
import asyncio, sys, websockets
async def main():
    async with websockets.connect(sys.argv[1]) as connection:
        await connection.recv()
asyncio.run(main())
`;

async function pythonSays(url: string): Promise<string> {
  const child = spawn('/usr/bin/python3', ['-c', client, url], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return said;
}

test('what this Python says of a close that a real server made', needs('httpx'), async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const url = `ws://127.0.0.1:${address.port}`;
  server.once('connection', (socket) => socket.close(1011, 'Internal error'));
  assert.deepEqual(inWords(await pythonSays(url)), ['1011 server Internal error']);
  server.once('connection', (socket) => socket.terminate());
  assert.deepEqual(inWords(await pythonSays(url)), ['1006 nobody']);
});

test('what ws says of a refused upgrade is no close', async (t) => {
  const server = createServer((socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const [error] = await once(new WebSocket(`ws://127.0.0.1:${address.port}`), 'error');
  assert.deepEqual(closesInOutput(String(error)), []);
});
