import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { frameOf, serveScripted } from '#testing/scripted-socket.ts';

import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(60_000);

test('a connection that goes dead without an end is found after the hold', async (t) => {
  let pings = 0;
  const url = await serveScripted(t, ({ socket, accept, frame }) => {
    socket.write(accept());
    void frame(9).then((payload) => socket.write(frameOf(0x8a, payload), () => (pings += 1)));
  });
  const result = await probeWebSocket(makeWebSocketProbe(url, { holdMs: 200 }), signal);
  assert.equal(pings, 1);
  assert.deepEqual([result.brokeAt, result.problem?.code], ['hold', 'DEAD']);
});
