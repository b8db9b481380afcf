import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer, type Server } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';

import type { PairVerdict } from '#domain/pair.ts';
import { makeCertificates } from '#testing/certificates.ts';
import { configuredProbes, type ConfiguredProbes } from '#testing/configured-probes.ts';
import { forwardProxy } from '#testing/forward-proxy.ts';
import { startNginx } from '#testing/start-nginx.ts';
import { needs } from '#testing/tools.ts';

import { startStack, type Stack } from '../../examples/stack/start-stack.ts';

const example = readFileSync(new URL('../../examples/e2e.yaml', import.meta.url), 'utf8');

async function stackFor(t: TestContext): Promise<{ readonly stack: Stack; readonly probes: ConfiguredProbes }> {
  const stack = await startStack({ pace: 0.02 });
  t.after(() => stack.close());
  return { stack, probes: configuredProbes({ yaml: example, variables: stack.variables }) };
}

function only(verdicts: readonly PairVerdict[]): PairVerdict {
  assert.equal(verdicts.length, 1, JSON.stringify(verdicts));
  const [verdict] = verdicts;
  assert.ok(verdict);
  return verdict;
}

/** `good token 4/4`, `bad token 0/4 STATUS_401 at upgrade`. */
function figures({ arms }: PairVerdict): readonly string[] {
  return arms.map(({ label, passed, attempts, code, brokeAt }) => {
    const failure = code === undefined ? '' : ` ${code} at ${brokeAt}`;
    return `${label} ${passed}/${attempts}${failure}`;
  });
}

test('on a healthy stack tokens matter in each form, and the forms make no difference', async (t) => {
  const { probes } = await stackFor(t);
  const verdicts = await probes.vary('chat', 'auth');
  assert.deepEqual(
    verdicts.map(({ endpoint, factor, verdict }) => [endpoint, factor, verdict]),
    [
      ['chat', 'auth-form', 'no-difference'],
      ['chat', 'token', 'matters'],
      ['chat:subprotocol', 'token', 'matters'],
      ['chat:subprotocol-dot', 'token', 'matters'],
    ],
  );
  const refused = 'STATUS_401 at upgrade';
  const expected = [
    'good token 4/4',
    `bad token 0/4 ${refused}`,
    `expired token 0/4 ${refused}`,
    `no token 0/4 ${refused}`,
  ];
  for (const verdict of verdicts.slice(1)) assert.deepEqual(figures(verdict), expected);
  assert.deepEqual(figures(only(await probes.vary('api:/api/me', 'token'))), [
    'good token 4/4',
    'bad token 0/4 STATUS_401 at response',
    'expired token 0/4 STATUS_401 at response',
    'no token 0/4 STATUS_401 at response',
  ]);
});

test('a handler that fails only for those who are signed in shows in the tokens, one that fails for all does not', async (t) => {
  const { stack, probes } = await stackFor(t);
  stack.faults.set(['handler-error']);
  const handler = only(await probes.vary('chat:subprotocol', 'token'));
  assert.equal(handler.verdict, 'matters');
  assert.deepEqual(figures(handler).slice(0, 2), [
    'good token 0/4 CLOSE_1011 at welcome',
    'bad token 0/4 STATUS_401 at upgrade',
  ]);
  assert.equal(only(await probes.vary('chat', 'auth-form')).verdict, 'no-difference');
  stack.faults.set(['token-secret-mismatch']);
  const mismatch = only(await probes.vary('chat:subprotocol', 'token'));
  assert.equal(mismatch.verdict, 'no-difference');
  assert.match(mismatch.says, /^All fail every time and in the same way: good token 0 of 4 \(STATUS_401 at upgrade\)/u);
});

test('a limit on connections shows between one and ten of them', async (t) => {
  const { stack, probes } = await stackFor(t);
  stack.faults.set(['concurrency-limit']);
  const verdict = only(await probes.vary('chat', 'connections'));
  assert.equal(verdict.verdict, 'matters', verdict.says);
  assert.deepEqual(figures(verdict), ['1 connection 4/4', '10 connections 0/4 STATUS_503 at upgrade']);
  assert.match(verdict.says, /10 connections 0 of 4 \(STATUS_503 at upgrade; 2 of 10 at once passed\)/u);
});

test('a dead dependency shows between the shallow and the deep paths', async (t) => {
  const { stack, probes } = await stackFor(t);
  stack.faults.set(['database-down']);
  const verdict = only(await probes.vary('api', 'depth'));
  assert.equal(verdict.verdict, 'matters');
  assert.deepEqual(figures(verdict), [
    '/health 4/4',
    '/health/ready 0/4 STATUS_503 at response',
    '/config 4/4',
    '/discovery 4/4',
    '/api/me 0/4 STATUS_500 at response',
  ]);
});

test(
  'a proxy that strips a header, a subprotocol or the upgrade shows by form and by route',
  needs('nginx'),
  async (t) => {
    const { stack } = await stackFor(t);
    const origin = new URL(stack.apiUrl).host;
    const upgrade =
      'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port};
      location /no-authorization/ { proxy_pass http://${origin}/; ${upgrade} proxy_set_header Authorization ""; }
      location /no-subprotocol/ { proxy_pass http://${origin}/; ${upgrade} proxy_set_header Sec-WebSocket-Protocol ""; }
      location /no-upgrade/ { proxy_pass http://${origin}/; }
    }`,
    );
    const behind = (path: string): ConfiguredProbes =>
      configuredProbes({
        yaml: `
websockets:
  chat: { url: 'ws://127.0.0.1:${nginx.ports[0]}/${path}/ws', direct: '${stack.webSocketUrl}', auth: me, welcome: connected }
credentials: { me: { jwt: { secret: { env: DEMO_JWT_SECRET }, claims: { sub: staging-e2e-user-001 } } } }`,
        variables: stack.variables,
      });
    const stripped = only(await behind('no-authorization').vary('chat', 'auth-form'));
    assert.equal(stripped.verdict, 'matters', stripped.says);
    assert.deepEqual(figures(stripped), [
      'header 0/4 STATUS_401 at upgrade',
      'subprotocol (not configured) 4/4',
      'subprotocol-dot (not configured) 4/4',
    ]);
    assert.deepEqual(figures(only(await behind('no-subprotocol').vary('chat', 'auth-form'))), [
      'header 4/4',
      'subprotocol (not configured) 0/4 STATUS_401 at upgrade',
      'subprotocol-dot (not configured) 0/4 STATUS_401 at upgrade',
    ]);
    const route = only(await behind('no-upgrade').vary('chat', 'route'));
    assert.deepEqual(
      [route.verdict, figures(route)],
      ['matters', ['as configured 0/4 STATUS_404 at upgrade', 'direct 4/4']],
    );
  },
);

test(
  'a server that speaks HTTP/2 is compared by version, one that does not is not measured',
  needs('nginx', 'openssl'),
  async (t) => {
    const certificates = makeCertificates();
    t.after(() => certificates.remove());
    const { key, certificate } = certificates.valid;
    const tls = `ssl_certificate ${certificate}; ssl_certificate_key ${key};`;
    const nginx = await startNginx(
      t,
      2,
      ([both, old]) => `
      server { listen 127.0.0.1:${both} ssl http2; ${tls} location / { return 200; } location /h2only { if ($server_protocol != HTTP/2.0) { return 505; } return 200; } }
      server { listen 127.0.0.1:${old} ssl; ${tls} location / { return 200; } }`,
    );
    const probes = configuredProbes({
      yaml: `
services:
  both: { url: 'https://localhost:${nginx.ports[0]}', health: /, checks: [/h2only] }
  old: { url: 'https://localhost:${nginx.ports[1]}', health: / }
  plain: { url: 'http://localhost:${nginx.ports[1]}', health: / }`,
      variables: { SSL_CERT_FILE: certificates.ca.path },
    });
    assert.equal(only(await probes.vary('both', 'http')).verdict, 'no-difference');
    const matters = only(await probes.vary('both:/h2only', 'http'));
    assert.deepEqual([matters.verdict, figures(matters)], ['matters', ['h1 0/4 STATUS_505 at response', 'h2 4/4']]);
    const old = only(await probes.vary('old', 'http'));
    assert.deepEqual([old.verdict, old.says], ['not-measured', 'Not measured: the server does not offer HTTP/2']);
    assert.match(only(await probes.vary('plain', 'http')).says, /^Not measured: it is plain http/u);
  },
);

test(
  'a server without ALPN has no HTTP/2 to compare, and one with HTTP/2 alone fails for HTTP/1.1',
  needs('openssl'),
  async (t) => {
    const certificates = makeCertificates();
    t.after(() => certificates.remove());
    const key = readFileSync(certificates.valid.key);
    const cert = readFileSync(certificates.valid.certificate);
    const without = createTlsServer({ key, cert }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
    });
    const alone = createSecureServer({ key, cert }, (_, response) => response.end());
    const ports = await Promise.all([without, alone].map((server) => listenFor(t, server)));
    const probes = configuredProbes({
      yaml: `
services:
  without: { url: 'https://localhost:${ports[0]}', health: / }
  alone: { url: 'https://localhost:${ports[1]}', health: / }`,
      variables: { SSL_CERT_FILE: certificates.ca.path },
    });
    const one = only(await probes.vary('without', 'http'));
    assert.deepEqual([one.verdict, one.says], ['not-measured', 'Not measured: the server does not offer HTTP/2']);
    assert.deepEqual(figures(one)[0], 'h1 4/4');
    const other = only(await probes.vary('alone', 'http'));
    assert.deepEqual([other.verdict, other.arms.map(({ passed }) => passed)], ['matters', [0, 4]]);
  },
);

async function listenFor(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

test('an address that only one family of localhost answers on shows between the families', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
  });
  const port = await listenFor(t, server);
  const probes = configuredProbes({
    yaml: `
services:
  api: { url: 'http://localhost:${port}', health: / }
  literal: { url: 'http://127.0.0.1:${port}', health: / }`,
  });
  const verdict = only(await probes.vary('api', 'ip'));
  // Where the hosts file gives localhost one address alone there is nothing to compare, and that is said.
  if (verdict.verdict === 'not-measured') assert.match(verdict.says, /has no IPv6 address|no way to addresses/u);
  else assert.deepEqual([verdict.verdict, figures(verdict)], ['matters', ['IPv4 4/4', 'IPv6 0/4 ECONNREFUSED at tcp']]);
  assert.equal(only(await probes.vary('literal', 'ip')).says, 'Not measured: 127.0.0.1 is an address already');
});

test('a proxy variable that interferes shows between with and without', async (t) => {
  const { stack } = await stackFor(t);
  await using proxy = await forwardProxy(1);
  const variables = { ...stack.variables, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
  const probes = configuredProbes({ yaml: example, variables });
  const api = only(await probes.vary('api', 'proxy'));
  assert.deepEqual(
    [api.verdict, figures(api)],
    ['matters', ['without proxy variables 4/4', 'with proxy variables 0/4 STATUS_502 at response']],
  );
  const exempt = configuredProbes({ yaml: example, variables: { ...variables, NO_PROXY: '127.0.0.1' } });
  assert.match(
    only(await exempt.vary('api', 'proxy')).says,
    /^Not measured: no proxy variable is set that applies to /u,
  );
});
