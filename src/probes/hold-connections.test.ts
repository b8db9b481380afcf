import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { SignJWT } from 'jose';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { closeFrame, frameOf, serveScripted } from '#testing/scripted-socket.ts';
import { serveSockets } from '#testing/serve-sockets.ts';
import { waitFor } from '#testing/wait-for.ts';

import { startStack } from '../../examples/stack/start-stack.ts';
import { type HoldPlan, type HoldReport, openMany } from './hold-connections.ts';

const signal = AbortSignal.timeout(60_000);

test('all connections that a server takes stand until they are closed, and are closed cleanly', async (t) => {
  const codes: number[] = [];
  const { port, server } = await serveSockets(t, (socket) => socket.on('close', (code) => void codes.push(code)));
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`);
  const held = await openMany({ count: 30, probeFor: () => probe, spacingMs: 1 }, signal);
  assert.deepEqual(held.report(), { asked: 30, opened: 30, open: 30, failedFrom: undefined, failures: [] });
  assert.equal(server.clients.size, 30);
  await held.close();
  await waitFor('the server to see them all closed', () => (codes.length === 30 ? true : undefined));
  assert.deepEqual([...new Set(codes)], [1000]);
});

test('from which connection on a server refuses is told, with its status', async (t) => {
  const stack = await startStack({ faults: ['concurrency-limit'] });
  t.after(() => stack.close());
  const secret = new TextEncoder().encode(stack.variables['DEMO_JWT_SECRET']);
  const claims = new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('5m');
  const token = await claims.sign(secret);
  const probe = makeWebSocketProbe(stack.webSocketUrl, { headers: { authorization: `Bearer ${token}` } });
  const report = await hold({ count: 5, probeFor: () => probe, spacingMs: 30, holdMs: 50 });
  assert.deepEqual(report, {
    asked: 5,
    opened: 2,
    open: 2,
    failedFrom: 3,
    failures: [{ brokeAt: 'upgrade', code: 'STATUS_503', count: 3, from: 3 }],
  });
});

test('a connection that is closed later on, as the oldest of a user, counts with its code', async (t) => {
  const { port, server } = await serveSockets(t, () => {
    if (server.clients.size > 3) [...server.clients][0]?.close(4008, 'too many of yours');
  });
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`);
  const report = await hold({ count: 5, probeFor: () => probe, spacingMs: 30, holdMs: 100 });
  assert.deepEqual([report.opened, report.open, report.failedFrom], [5, 3, 1]);
  assert.deepEqual(report.failures, [{ brokeAt: 'hold', code: 'CLOSE_4008', count: 2, from: 1 }]);
});

test('pings of the server are answered while a connection is held, and each has the probe of its number', async (t) => {
  const pongs: string[] = [];
  const paths: string[] = [];
  const url = await serveScripted(t, ({ socket, request, accept, frame }) => {
    paths.push(request.split(' ', 2)[1] ?? '');
    socket.write(accept());
    socket.write(frameOf(0x89, 'there?').subarray(0, 3));
    socket.write(frameOf(0x89, 'there?').subarray(3));
    void frame(10).then((payload) => pongs.push(payload.toString()));
    void frame(8).then(() => socket.end(closeFrame(1000)));
  });
  const probeFor = (index: number) => makeWebSocketProbe(`${url}/${index}`);
  const held = await openMany({ count: 3, probeFor, spacingMs: 5 }, signal);
  await waitFor('three pongs', () => (pongs.length === 3 ? true : undefined));
  assert.deepEqual([held.report().open, paths.toSorted()], [3, ['/ws/0', '/ws/1', '/ws/2']]);
  await held.close();
});

test('an aborted signal stops launching and frees what is open', async (t) => {
  const { port, server } = await serveSockets(t);
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`);
  const stop = new AbortController();
  server.on('connection', () => server.clients.size === 3 && stop.abort());
  const held = await openMany({ count: 1_000, probeFor: () => probe, spacingMs: 20 }, stop.signal);
  assert.equal(held.report().open, 0);
  await waitFor('no connection', () => (server.clients.size === 0 ? true : undefined));
});

/** What stands of them after a time together. */
async function hold({ holdMs, ...plan }: HoldPlan & { readonly holdMs: number }): Promise<HoldReport> {
  const held = await openMany(plan, signal);
  await delay(holdMs);
  const report = held.report();
  await held.close();
  return report;
}
