import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { serveSockets } from '#testing/serve-sockets.ts';

import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(60_000);
const tick = JSON.stringify({ type: 'tick', book: 'x'.repeat(2_000) });

/** Ends whoever does not answer its pings, as the servers of many libraries do; sends a tick every 20 ms. */
function strict(everyMs: number): Parameters<typeof serveSockets>[1] {
  return (socket) => {
    let isThere = true;
    const ticks = setInterval(() => socket.send(tick), 20);
    const pings = setInterval(() => {
      if (!isThere) socket.close(1011, 'keepalive ping timeout');
      isThere = false;
      socket.ping();
    }, everyMs);
    socket.on('pong', () => (isThere = true));
    socket.on('close', () => {
      clearInterval(ticks);
      clearInterval(pings);
    });
  };
}

const wish = { send: '{"type":"follow"}', expect: ['tick'], unreadMs: 1_500 };

test('whoever is ended while nothing is read has failed, also where what was expected lay there from the beginning', async (t) => {
  const { port } = await serveSockets(t, strict(300));
  const { standing, problem, durationMs } = await probeWebSocket(
    makeWebSocketProbe(`ws://127.0.0.1:${port}/`, wish),
    signal,
  );
  assert.deepEqual([standing, problem?.code], ['down', 'CLOSE_1011']);
  assert.ok(durationMs >= 1_500);
});

test('whoever waits for a slow reader passes, and longer than a probe may usually last', async (t) => {
  const { port } = await serveSockets(t, strict(20_000));
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`, { ...wish, limits: { wallMs: 1_000 } });
  const { standing, problem, durationMs } = await probeWebSocket(probe, signal);
  assert.deepEqual([standing, problem], ['up', undefined]);
  assert.ok(durationMs >= 1_500);
});
