import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { test, type TestContext } from 'node:test';

import { createRedactor } from '#domain/redact.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { WebSocketServer } from 'ws';

import { judgeAddress } from './address-guard.ts';
import { probeAdHoc, type AdHocParts } from './probe-ad-hoc.ts';
import { startProber } from './start-prober.ts';

interface Site {
  readonly port: number;
  readonly server: Server;
  readonly requests: readonly IncomingMessage[];
  /** Names that were looked up, in order. */
  readonly lookedUp: readonly string[];
  probe(url: string, names?: Readonly<Record<string, readonly string[]>>, now?: () => Date): Promise<ProbeResult>;
}

/** A server on a port that the guard lets through; only 127.0.0.1 passes for public here. */
async function startSite(t: TestContext, answer: RequestListener): Promise<Site> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const port = await listenOnWebPort(server);
  const redactor = createRedactor([]);
  const prober = startProber({ redactor: () => redactor, onBug: (bug) => assert.fail(String(bug)) });
  t.after(async () => {
    await prober.close();
    server.closeAllConnections();
    server.close();
  });
  const lookedUp: string[] = [];
  return {
    port,
    server,
    requests,
    lookedUp,
    probe: (url, names = { 'site.example.net': ['127.0.0.1'] }, now = () => new Date()) => {
      const parts: AdHocParts = {
        prober,
        now,
        judge: (address) => (address === '127.0.0.1' ? { allowed: true } : judgeAddress(address)),
        lookup: async (host) => {
          lookedUp.push(host);
          return names[host] ?? Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
        },
      };
      return probeAdHoc({ id: 'p1.1', url: url.replace('PORT', String(port)) }, parts, t.signal);
    },
  };
}

async function listenOnWebPort(server: Server): Promise<number> {
  for (let port = 8_100 + Math.floor(Math.random() * 800); ; port = 8_100 + ((port - 8_099) % 800)) {
    const listening = once(server, 'listening').then(() => true);
    const failed = once(server, 'error').then(() => false);
    server.listen(port, '127.0.0.1');
    if (await Promise.race([listening, failed])) return port;
  }
}

test('a public address is measured on the address that was judged, without looking its name up again', async (t) => {
  const site = await startSite(t, (_request, response) => response.end('secret body'));
  const result = await site.probe('http://site.example.net:PORT/a?token=x');
  assert.equal(result.standing, 'up', JSON.stringify(result));
  assert.equal(result.endpoint, `http://site.example.net:${site.port}/a`);
  assert.deepEqual(site.lookedUp, ['site.example.net']);
  assert.deepEqual(
    result.addresses.map(({ address }) => address),
    ['127.0.0.1'],
  );
  assert.equal(result.environment, undefined);
});

test('neither credentials are sent, nor is anything shown of the body, and few headers', async (t) => {
  const site = await startSite(t, (_request, response) => {
    response.writeHead(500, { server: 'nginx', 'set-cookie': 'id=1', 'x-secret': 'y', 'content-type': 'text/plain' });
    response.end('the secret body');
  });
  const result = await site.probe('http://site.example.net:PORT/');
  assert.deepEqual(Object.keys(result.http?.headers ?? {}).sort(), ['content-type', 'date', 'server']);
  assert.doesNotMatch(JSON.stringify(result), /the secret body|id=1|x-secret/u);
  assert.equal(result.brokeAt, 'response');
  const sent = Object.keys(site.requests[0]?.headers ?? {}).sort();
  assert.deepEqual(
    sent.filter((name) => /auth|cookie|token|key/u.test(name)),
    [],
  );
});

test('one private address among those of a name refuses it before anything is connected', async (t) => {
  const site = await startSite(t, (_request, response) => response.end());
  for (const hidden of ['10.0.0.1', '::1', '169.254.169.254', '::ffff:192.168.0.1', 'fe80::1%lo']) {
    const names = { 'site.example.net': ['127.0.0.1', hidden] };
    await assert.rejects(site.probe('http://site.example.net:PORT/', names), { code: 'ADDRESS_REFUSED' }, hidden);
  }
  assert.equal(site.requests.length, 0);
});

test('redirects are followed and told, each looked up and judged by itself', async (t) => {
  const site = await startSite(t, (request, response) => {
    if (request.url === '/end') return response.end('ok');
    response.writeHead(302, { location: request.url === '/' ? '/next' : `http://other.example.net:${site.port}/end` });
    return response.end();
  });
  const names = { 'site.example.net': ['127.0.0.1'], 'other.example.net': ['127.0.0.1'] };
  const result = await site.probe('http://site.example.net:PORT/', names);
  assert.equal(result.standing, 'up');
  assert.equal(result.url, `http://other.example.net:${site.port}/end`);
  assert.equal(result.endpoint, `http://site.example.net:${site.port}/`);
  assert.match(result.steps.find(({ step }) => step === 'request')?.detail ?? '', /after 2 redirects/u);
  assert.deepEqual(site.lookedUp, ['site.example.net', 'site.example.net', 'other.example.net']);
});

const forbiddenTargets = [
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2130706434/',
  'http://[::ffff:10.0.0.1]/',
  'http://localhost/',
  'http://hidden.example.net/',
  'http://127.0.0.1:22/',
  'https://a:b@site.example.net/',
];

test('a redirect to a forbidden address is not followed, and nothing is said of the endpoint', async (t) => {
  let target = '';
  const site = await startSite(t, (_request, response) => response.writeHead(301, { location: target }).end());
  for (target of forbiddenTargets) {
    const names = { 'site.example.net': ['127.0.0.1'], 'hidden.example.net': ['192.168.1.1'] };
    const result = await site.probe('http://site.example.net:PORT/', names);
    assert.deepEqual([result.standing, result.problem?.code], ['unknown', 'ADDRESS_REFUSED'], target);
    assert.match(result.problem?.message ?? '', /^Redirects to .*, not followed: /u);
  }
  assert.equal(site.requests.length, forbiddenTargets.length);
});

test('a redirect to another kind of scheme ends there', async (t) => {
  let target = '';
  const site = await startSite(t, (_request, response) => response.writeHead(307, { location: target }).end());
  for (target of [
    'ws://site.example.net/',
    'file:///etc/passwd',
    'gopher://site.example.net/',
    'http://[',
    'javascript:0',
  ]) {
    const result = await site.probe('http://site.example.net:PORT/');
    assert.deepEqual([result.standing, result.problem?.code], ['unknown', 'REDIRECTS'], target);
  }
});

test('a loop of redirects ends after five', async (t) => {
  const site = await startSite(t, (_request, response) => response.writeHead(302, { location: '/?again' }).end());
  const result = await site.probe('http://site.example.net:PORT/');
  assert.equal(result.problem?.message, `More than 5 redirects, the last to http://site.example.net:${site.port}/`);
  assert.equal(site.requests.length, 6);
});

test('redirects from one slow server to the next end after ten seconds', async (t) => {
  let clock = 0;
  const site = await startSite(t, (_request, response) => {
    clock += 6_000;
    response.writeHead(302, { location: '/?again' }).end();
  });
  const result = await site.probe('http://site.example.net:PORT/', undefined, () => new Date(clock));
  const last = `http://site.example.net:${site.port}/`;
  assert.deepEqual(result.problem, { code: 'REDIRECTS', message: `Redirects for more than 10 s, the last to ${last}` });
  assert.equal(site.requests.length, 2);
});

test('a websocket is measured without its messages', async (t) => {
  const site = await startSite(t, (_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: site.server });
  t.after(() => sockets.close());
  sockets.on('connection', (socket) => {
    socket.send('{"type":"hello","secret":"word"}');
    socket.close(1011, 'Internal error');
  });
  const result = await site.probe('ws://site.example.net:PORT/ws');
  assert.equal(result.kind, 'websocket');
  assert.deepEqual(
    [result.ws?.closeCode, result.ws?.closedBy, result.ws?.closeReason],
    [1011, 'server', 'Internal error'],
  );
  assert.doesNotMatch(JSON.stringify(result), /secret|hello/u);
});

test('a name that cannot be looked up is a result of its first rung', async (t) => {
  const site = await startSite(t, (_request, response) => response.end());
  const result = await site.probe('https://nobody.example.net/');
  assert.deepEqual([result.standing, result.brokeAt, result.problem?.code], ['down', 'dns', 'ENOTFOUND']);
});
