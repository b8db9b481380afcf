import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';

import type { WebSocket } from 'ws';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { serveSockets } from '#testing/serve-sockets.ts';
import { freePort, startProgram } from '#testing/start-program.ts';
import { needs } from '#testing/tools.ts';

import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(120_000);

/** What stands behind the proxy. */
async function serveBehind(t: TestContext, onOpen?: (socket: WebSocket) => void): Promise<number> {
  return (await serveSockets(t, onOpen)).port;
}

/** nginx with that content of its one location. */
async function startNginx(t: TestContext, location: string): Promise<string> {
  const configuration = `
daemon off; worker_processes 1; pid FOLDER/pid; error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path FOLDER/a; proxy_temp_path FOLDER/b; fastcgi_temp_path FOLDER/c; uwsgi_temp_path FOLDER/d; scgi_temp_path FOLDER/e;
  server { listen 127.0.0.1:PORT; location / { ${location} } }
}`;
  const argv = ['/usr/sbin/nginx', '-p', 'FOLDER', '-e', 'stderr', '-c', 'FOLDER/nginx.conf'];
  const port = await startProgram(t, { argv, files: { 'nginx.conf': configuration } });
  return `ws://127.0.0.1:${port}/ws`;
}

async function startHaproxy(t: TestContext, frontend: string, behind: number): Promise<string> {
  const configuration = `
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  timeout tunnel 500ms
  retries 0
frontend front
  bind 127.0.0.1:PORT
  ${frontend}
  default_backend back
backend back
  server one 127.0.0.1:${behind}
`;
  const argv = ['/usr/sbin/haproxy', '-db', '-f', 'FOLDER/haproxy.cfg'];
  const port = await startProgram(t, { argv, files: { 'haproxy.cfg': configuration } });
  return `ws://127.0.0.1:${port}/ws`;
}

const upgrading =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
const talk = { welcome: 'connected', send: '{"type":"echo"}', expect: ['echo'] };

test('through an nginx that forwards the upgrade everything is up', needs('nginx'), async (t) => {
  const url = await startNginx(t, `${upgrading} proxy_pass http://127.0.0.1:${await serveBehind(t)};`);
  const result = await probeWebSocket(makeWebSocketProbe(url, talk), signal);
  assert.deepEqual([result.standing, result.brokeAt], ['up', undefined]);
});

test(
  'an nginx that does not forward the upgrade shows as the status of the server behind it',
  needs('nginx'),
  async (t) => {
    const url = await startNginx(t, `proxy_pass http://127.0.0.1:${await serveBehind(t)};`);
    const result = await probeWebSocket(makeWebSocketProbe(url, talk), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'STATUS_426']);
    assert.match(result.ws?.headers['server'] ?? '', /^nginx/u);
    assert.equal(result.ws?.body, 'Upgrade Required');
  },
);

test('a server behind nginx that is down shows as 502 with the page of nginx', needs('nginx'), async (t) => {
  const url = await startNginx(t, `${upgrading} proxy_pass http://127.0.0.1:${await freePort()};`);
  const result = await probeWebSocket(makeWebSocketProbe(url, talk), signal);
  assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'STATUS_502']);
  assert.match(result.ws?.body ?? '', /502 Bad Gateway/u);
});

test(
  'a server behind nginx that does not answer shows as 504 after the time of the proxy',
  needs('nginx'),
  async (t) => {
    const silent = createServer((socket) => void socket.on('error', () => socket.destroy()).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    t.after(() => silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = await startNginx(t, `${upgrading} proxy_read_timeout 1s; proxy_pass http://127.0.0.1:${port};`);
    const result = await probeWebSocket(makeWebSocketProbe(url, { limits: { answerMs: 4_000 } }), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'STATUS_504']);
    const tookMs = result.steps.find(({ step }) => step === 'upgrade')?.durationMs ?? 0;
    assert.ok(tookMs > 900 && tookMs < 2_500, `${tookMs}`);
  },
);

test(
  'an nginx with a read time-out ends an idle connection with 1006, and one with pings lives',
  needs('nginx'),
  async (t) => {
    const location = `${upgrading} proxy_read_timeout 1s; proxy_pass http://127.0.0.1:${await serveBehind(t)};`;
    const url = await startNginx(t, location);
    const [idle, busy] = await Promise.all([
      probeWebSocket(makeWebSocketProbe(url, { ...talk, holdMs: 2_500 }), signal),
      probeWebSocket(makeWebSocketProbe(url, { ...talk, holdMs: 2_500, holdWith: 'pings' }), signal),
    ]);
    assert.deepEqual([idle.brokeAt, idle.problem?.code, idle.ws?.closeCode], ['hold', 'CLOSE_1006', 1006]);
    assert.deepEqual([idle.ws?.closedBy, idle.ws?.endedBy, idle.ws?.isClean], ['nobody', 'server-end', false]);
    assert.ok((idle.ws?.openMs ?? 0) > 950 && (idle.ws?.openMs ?? 0) < 2_000);
    assert.deepEqual([busy.standing, busy.brokeAt], ['up', undefined]);
  },
);

test(
  'a redirect, a refusal and a header that is too large are told by nginx at the upgrade',
  needs('nginx'),
  async (t) => {
    const redirecting = await startNginx(t, 'return 301 https://example.com/;');
    const moved = await probeWebSocket(makeWebSocketProbe(redirecting), signal);
    assert.equal(moved.problem?.code, 'STATUS_301');
    const headers = { authorization: `Bearer ${'x'.repeat(9_000)}` };
    const large = await probeWebSocket(makeWebSocketProbe(redirecting, { headers }), signal);
    assert.deepEqual([large.problem?.code, /Too Large/u.test(large.ws?.body ?? '')], ['STATUS_400', true]);
  },
);

test('the tunnel time-out of haproxy ends an idle connection at its age', needs('haproxy'), async (t) => {
  const url = await startHaproxy(t, '', await serveBehind(t));
  const result = await probeWebSocket(makeWebSocketProbe(url, { ...talk, holdMs: 2_000 }), signal);
  assert.deepEqual([result.brokeAt, result.ws?.closeCode, result.ws?.closedBy], ['hold', 1006, 'nobody']);
  assert.ok((result.ws?.openMs ?? 0) > 450 && (result.ws?.openMs ?? 0) < 1_500);
});

test(
  'a haproxy that takes away the subprotocol shows at that rung, and the rest works on',
  needs('haproxy'),
  async (t) => {
    const url = await startHaproxy(t, 'http-request del-header Sec-WebSocket-Protocol', await serveBehind(t));
    const result = await probeWebSocket(makeWebSocketProbe(url, { ...talk, subprotocols: ['chat'] }), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code], ['subprotocol', 'SUBPROTOCOL_NOT_SELECTED']);
    assert.match(result.problem?.message ?? '', /browsers and Node fail on that, Python's websockets does not/u);
    assert.equal(result.steps.find(({ step }) => step === 'round-trip')?.outcome, 'passed');
  },
);

test(
  'behind a proxy that takes away the subprotocol, a 1011 of the server is still seen',
  needs('haproxy'),
  async (t) => {
    const behind = await serveBehind(t, (socket) => socket.close(1011, 'Internal error'));
    const url = await startHaproxy(t, 'http-request del-header Sec-WebSocket-Protocol', behind);
    const result = await probeWebSocket(makeWebSocketProbe(url, { ...talk, subprotocols: ['chat'] }), signal);
    assert.deepEqual(
      [result.ws?.closeCode, result.ws?.closeReason, result.ws?.closedBy],
      [1011, 'Internal error', 'server'],
    );
    assert.equal(result.problem?.code, 'CLOSE_1011');
    assert.equal(result.steps.find(({ step }) => step === 'subprotocol')?.outcome, 'failed');
  },
);

test('a haproxy without a server to give it to answers 503', needs('haproxy'), async (t) => {
  const result = await probeWebSocket(makeWebSocketProbe(await startHaproxy(t, '', await freePort())), signal);
  assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'STATUS_503']);
});
