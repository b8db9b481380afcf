import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closeInLog } from './closes-in-log.ts';

/** Written by the servers named: websockets 10 (its own log and a handler's), ws 8, uvicorn 0.2x, and structured logs. */
const lines: readonly (readonly [string, string | undefined])[] = [
  ['connection handler failed: received 1001 (going away); then sent 1001 (going away)', '1001 client'],
  ['websockets.exceptions.ConnectionClosedError: sent 1011 (unexpected error); no close frame received', '1011 server'],
  ['sent 1011 (internal error) keepalive ping timeout; no close frame received', '1011 server keepalive ping timeout'],
  ['= connection is CLOSED: no close frame received or sent, code 1006', '1006 nobody'],
  ['INFO: connection closed code=1011 reason="Internal error"', '1011 server Internal error'],
  [
    '{"level":"warn","msg":"socket closed","code":4401,"reason":"token expired","closedBy":"client"}',
    '4401 client token expired',
  ],
  ['2026-03-01 chat disconnect 1012', '1012 server'],
  ['closed with code 1008', '1008 server'],
  ['INFO: 127.0.0.1:5000 - "GET /health HTTP/1.1" 200 OK', undefined],
  ['request closed after 1011 ms', undefined],
  ['closed 4096 bytes of buffers', undefined],
  ['listening on port 4011', undefined],
  ['connection closed', undefined],
  [`closed ${'9'.repeat(16_000)}`, undefined],
];

for (const [line, close] of lines) {
  test(`"${line.slice(0, 80)}" is ${close ?? 'no close'}`, () => {
    const seen = closeInLog(line);
    const words = seen && [seen.code, seen.closedBy, seen.reason].filter((each) => each !== undefined).join(' ');
    assert.equal(words, close);
  });
}

test('a line that was made to take long does not', () => {
  const spaces = ' '.repeat(16_000);
  const long = [
    `closed code${spaces}x`,
    `closed 1011 ${'sent 1011 ('.repeat(1_400)}`,
    `received 1011 ${'sent 1011 '.repeat(1_600)}`,
  ];
  const begun = performance.now();
  for (const line of long) for (let times = 0; times < 10; times += 1) closeInLog(line);
  assert.ok(performance.now() - begun < 200, `${performance.now() - begun} ms`);
});
