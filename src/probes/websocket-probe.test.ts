import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { WebSocketServer } from 'ws';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { serveSockets } from '#testing/serve-sockets.ts';
import { needs } from '#testing/tools.ts';

import { defaultLimits } from './probe.ts';
import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(60_000);
const folder = mkdtempSync(path.join(tmpdir(), 'teneleven-wss-'));
after(() => rmSync(folder, { recursive: true }));

function makeCertificate(): { readonly key: string; readonly cert: string } {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('/usr/bin/openssl', ['req', '-x509', ...kind, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

test(
  'over TLS the ladder has its rung, and breaks there when the certificate is not trusted',
  needs('openssl'),
  async (t) => {
    const tls = makeCertificate();
    const { port } = await serveSockets(t, undefined, tls);
    const url = `wss://127.0.0.1:${port}/ws`;
    const trusted = await probeWebSocket(
      { ...makeWebSocketProbe(url, { welcome: 'connected' }), reach: { url, ca: tls.cert, limits: defaultLimits } },
      signal,
    );
    assert.equal(trusted.standing, 'up');
    assert.deepEqual(
      trusted.steps.map(({ step }) => step),
      ['dns', 'tcp', 'tls', 'upgrade', 'welcome', 'round-trip', 'close'],
    );
    const strange = await probeWebSocket(makeWebSocketProbe(url, { welcome: 'connected' }), signal);
    assert.deepEqual([strange.brokeAt, strange.ws?.closedBy, strange.ws?.status], ['tls', 'nobody', undefined]);
  },
);

test('messages of every size of the head go both ways, and what comes back is told', async (t) => {
  const { port } = await serveSockets(t);
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`, { sizes: [1, 125, 126, 65_535, 65_536] });
  const { steps } = await probeWebSocket(probe, signal);
  assert.match(
    steps.find(({ step }) => step === 'round-trip')?.detail ?? '',
    /; sizes in bytes: 1 echoed, 125 echoed, 126 echoed, 65535 echoed, 65536 echoed$/u,
  );
});

test('the message that the other side ends it for is told as that one', async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 1_000 });
  // It says so by a close, which is what is looked at.
  server.on('connection', (socket) => socket.on('error', () => undefined));
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${address.port}/`, { sizes: [512, 2_048, 4_096] });
  const { steps, ws } = await probeWebSocket(probe, signal);
  assert.match(
    steps.find(({ step }) => step === 'round-trip')?.detail ?? '',
    /sizes in bytes: 512 taken, 2048 ended it$/u,
  );
  assert.equal(ws?.closeCode, 1009);
});

test('the path with its query, the origin and the host are asked for as they are configured', async (t) => {
  const asked = Promise.withResolvers<unknown>();
  const { port, server } = await serveSockets(t);
  server.on('connection', (_, { url, headers }) => asked.resolve([url, headers['origin'], headers['host']]));
  const address = `ws://127.0.0.1:${port}/a/b?c=d%20e#f`;
  const { url } = await probeWebSocket(
    makeWebSocketProbe(address, { headers: { origin: 'https://app.example.com' } }),
    signal,
  );
  assert.deepEqual(await asked.promise, ['/a/b?c=d%20e', 'https://app.example.com', `127.0.0.1:${port}`]);
  assert.equal(url, `ws://127.0.0.1:${port}/a/b`);
});

test('a result can be handed from one thread to another', async (t) => {
  const { port } = await serveSockets(t, (socket) => socket.close(1013, 'later'));
  const result = await probeWebSocket(makeWebSocketProbe(`ws://127.0.0.1:${port}/`), signal);
  assert.deepEqual(structuredClone(result), result);
});

test('a probe that is aborted in the middle of a hold is unknown and leaves nothing open', async (t) => {
  const { port, server } = await serveSockets(t);
  const stop = new AbortController();
  server.on('connection', (socket) => socket.on('message', () => setTimeout(() => stop.abort(), 50)));
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`, { send: 'x', holdMs: 5_000 });
  const result = await probeWebSocket(probe, stop.signal);
  assert.deepEqual([result.standing, result.brokeAt, result.problem?.code], ['unknown', undefined, 'ABORTED']);
  assert.ok(result.durationMs < 2_000);
});

test('a header that cannot be sent is nothing that an endpoint is blamed for', async (t) => {
  const { port } = await serveSockets(t);
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`, { headers: { 'x-one': 'a\r\nx-two: b' } });
  const result = await probeWebSocket(probe, signal);
  assert.deepEqual([result.standing, result.brokeAt, result.problem?.code], ['unknown', undefined, 'INVALID_HEADER']);
});

test('a server that has closed when all that was expected had come is told as having closed first', async (t) => {
  const { port } = await serveSockets(t, (socket) => {
    socket.on('message', () => socket.close(1011, 'after the answer'));
  });
  const probe = makeWebSocketProbe(`ws://127.0.0.1:${port}/`, { send: '{"type":"echo"}', expect: ['echo'] });
  const result = await probeWebSocket(probe, signal);
  assert.deepEqual([result.brokeAt, result.problem?.code, result.ws?.closedBy], ['close', 'CLOSE_1011', 'server']);
});
