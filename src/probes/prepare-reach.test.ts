import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Variables } from '#domain/setting.ts';
import { answeringServer } from '#testing/answering-server.ts';
import { makeCertificates, type Certificates } from '#testing/certificates.ts';
import { configuredProbes } from '#testing/configured-probes.ts';
import { forwardProxy } from '#testing/forward-proxy.ts';
import { needs } from '#testing/tools.ts';

import { startStack } from '../../examples/stack/start-stack.ts';
import { createAuthorityFiles } from './prepare-authorities.ts';
import { proxyFor } from './prepare-proxy.ts';

interface TlsServer {
  readonly certificates: Certificates;
  readonly port: number;
}

async function tlsServer(t: TestContext): Promise<TlsServer> {
  const certificates = makeCertificates();
  const { key, certificate } = certificates.valid;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) => {
    response.end('{"token":"from-tls"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
    certificates.remove();
  });
  const address = server.address();
  return { certificates, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

test(
  'a private authority is trusted when the configuration or a variable names its file',
  needs('openssl'),
  async (t) => {
    const { certificates, port } = await tlsServer(t);
    const services = `services: { api: { url: 'https://127.0.0.1:${port}', health: /h } }`;
    const { path } = certificates.ca;
    const plain = await configuredProbes({ yaml: services }).probe('api');
    assert.deepEqual([plain.standing, plain.brokeAt, plain.tls?.isTrusted], ['down', 'tls', false]);
    const named = configuredProbes({
      yaml: `${services}\ntls: { ca: ca.pem }`,
      file: join(certificates.folder, 'e2e.yaml'),
    });
    writeFileSync(join(certificates.folder, 'ca.pem'), readFileSync(path));
    assert.equal((await named.probe('api')).standing, 'up');
    for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
      const result = await configuredProbes({ yaml: services, variables: { [name]: path } }).probe('api');
      assert.equal(result.standing, 'up', name);
    }
  },
);

test('a sign-in over TLS trusts the same authorities', needs('openssl'), async (t) => {
  const { certificates, port } = await tlsServer(t);
  const yaml = `
services: { auth: { url: 'https://localhost:${port}', checks: [{ path: /me, auth: me }] } }
credentials: { me: { login: { service: auth, path: /login, token: /token } } }`;
  const trusted = configuredProbes({ yaml, variables: { SSL_CERT_FILE: certificates.ca.path } });
  const prepared = await trusted.prepare('auth');
  assert.ok('headers' in prepared, JSON.stringify(prepared));
  assert.equal(prepared.headers['authorization'], 'Bearer from-tls');
  const untrusted = await configuredProbes({ yaml }).probe('auth');
  assert.deepEqual([untrusted.standing, untrusted.problem?.code], ['unknown', 'NO_TOKEN']);
  assert.match(untrusted.problem?.message ?? '', /POST localhost:\d+\/login failed: UNABLE_TO_/u);
});

test(
  'a file of authorities that cannot be used makes the probe unknown, and is not asked for without TLS',
  needs('openssl'),
  async (t) => {
    const { certificates, port } = await tlsServer(t);
    const { folder } = certificates;
    writeFileSync(join(folder, 'empty.pem'), 'nothing');
    execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe.pem')]);
    for (const [file, says] of [
      ['missing.pem', /cannot be read: ENOENT$/u],
      ['empty.pem', /holds no certificate$/u],
      ['pipe.pem', /is no file$/u],
      ['.', /is no file$/u],
    ] as const) {
      const yaml = `services: { api: { url: 'https://127.0.0.1:${port}', health: /h }, web: { url: 'http://127.0.0.1:1', health: /h } }\ntls: { ca: ${file} }`;
      const probes = configuredProbes({ yaml, file: join(folder, 'e2e.yaml') });
      const result = await probes.probe('api');
      assert.deepEqual([result.standing, result.problem?.code], ['unknown', 'BAD_CA']);
      assert.match(result.problem?.message ?? '', says);
      assert.ok('kind' in (await probes.prepare('web')));
    }
    const silent = configuredProbes({
      yaml: `services: { api: { url: 'https://127.0.0.1:${port}', health: /h } }`,
      variables: { SSL_CERT_FILE: join(folder, 'missing.pem') },
    });
    assert.equal((await silent.probe('api')).brokeAt, 'tls');
  },
);

test('what Node trusts anyway is left out, and a file is read again after ten seconds', needs('openssl'), async (t) => {
  const certificates = makeCertificates();
  t.after(() => certificates.remove());
  const environment = configuredProbes({ yaml: 'services: {}' }).environment;
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(bundle)) {
    const read = await createAuthorityFiles().read(environment, { SSL_CERT_FILE: bundle });
    assert.ok('ca' in read && (read.ca ?? '').length < readFileSync(bundle).length / 2);
  }
  let nowMs = 0;
  const files = createAuthorityFiles(() => nowMs);
  const file = join(certificates.folder, 'changing.pem');
  writeFileSync(file, certificates.ca.pem);
  const variables = { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: file };
  assert.deepEqual(await files.read(environment, variables), { ca: certificates.ca.pem.trim() });
  writeFileSync(file, readFileSync(certificates.selfSigned.certificate));
  nowMs = 9_999;
  assert.deepEqual(await files.read(environment, variables), { ca: certificates.ca.pem.trim() });
  nowMs = 10_000;
  assert.deepEqual(await files.read(environment, variables), {
    ca: readFileSync(certificates.selfSigned.certificate, 'utf8').trim(),
  });
});

const proxy = 'http://proxy.example:3128';

function forUrl(url: string, variables: Variables): string | undefined {
  return proxyFor(new URL(url), variables);
}

test('proxy variables are read as Python reads them: by scheme, in both cases, unless NO_PROXY exempts', () => {
  const all = { HTTP_PROXY: 'http://h:1', HTTPS_PROXY: 'http://s:2' };
  assert.equal(forUrl('http://a.example', all), 'http://h:1/');
  assert.equal(forUrl('https://a.example', all), 'http://s:2/');
  assert.equal(forUrl('wss://a.example', all), 'http://s:2/');
  assert.equal(forUrl('ws://a.example', all), 'http://s:2/');
  assert.equal(forUrl('ws://a.example', { http_proxy: 'h:1' }), 'http://h:1/');
  assert.equal(forUrl('wss://a.example', { http_proxy: 'h:1' }), undefined);
  assert.equal(forUrl('https://a.example', { ALL_PROXY: proxy }), `${proxy}/`);
  assert.equal(forUrl('https://a.example', { HTTPS_PROXY: '', https_proxy: proxy }), `${proxy}/`);
  assert.equal(forUrl('https://a.example', { HTTPS_PROXY: 'socks5://s:1' }), undefined);
  for (const [exempt, isExempt] of [
    ['*', true],
    ['a.example', true],
    ['A.Example', true],
    ['.example', true],
    ['*.example', true],
    ['b.example, a.example:443', true],
    ['a.example:8443', false],
    ['xa.example', false],
    ['ample', false],
    [',', false],
  ] as const) {
    const found = forUrl('https://a.example', { HTTPS_PROXY: proxy, NO_PROXY: exempt });
    assert.equal(found === undefined, isExempt, exempt);
  }
  assert.equal(forUrl('http://[fd00::1]:8080', { HTTP_PROXY: proxy, no_proxy: '[fd00::1]:8080' }), undefined);
});

test('this machine is reached straight unless the variables are to be taken literally', () => {
  const variables = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  for (const url of [
    'http://127.0.0.1:1',
    'http://localhost',
    'ws://api.localhost',
    'http://[::1]:2',
    'http://127.1',
  ]) {
    assert.equal(proxyFor(new URL(url), variables), undefined, url);
    assert.equal(proxyFor(new URL(url), variables, 'as-any-other'), `${proxy}/`, url);
  }
  assert.equal(proxyFor(new URL('http://127.0.0.1.example'), variables), `${proxy}/`);
});

test('an endpoint behind a proxy is probed through it, HTTP, sign-in and WebSocket alike', async (t) => {
  const stack = await startStack({ pace: 0.02 });
  t.after(() => stack.close());
  await using through = await forwardProxy(Number(new URL(stack.apiUrl).port));
  await using auth = await answeringServer((_, response) => void response.end('{"token":"x"}'));
  const probes = configuredProbes({
    yaml: readFileSync(new URL('../../examples/e2e.yaml', import.meta.url), 'utf8'),
    variables: {
      ...stack.variables,
      DEMO_API_URL: 'http://api.invalid',
      DEMO_WS_URL: 'ws://api.invalid/ws',
      HTTP_PROXY: through.url,
      HTTPS_PROXY: through.url,
    },
  });
  assert.equal((await probes.probe('api')).standing, 'up');
  assert.equal((await probes.probe('chat')).standing, 'up');
  assert.deepEqual(through.asked, ['GET http://api.invalid/health', 'CONNECT api.invalid:80']);
  const straight = await probes.probe('api', { 'proxy-variables': 'off' });
  assert.deepEqual([straight.brokeAt, straight.changed], ['dns', { 'proxy-variables': 'off' }]);
  await using toAuth = await forwardProxy(Number(new URL(auth.url).port));
  const signingIn = configuredProbes({
    yaml: `
services: { auth: { url: 'http://auth.invalid', checks: [{ path: /me, auth: me }] } }
credentials: { me: { login: { service: auth, path: /login, token: /token } } }`,
    variables: { HTTP_PROXY: toAuth.url },
  });
  assert.equal((await signingIn.probe('auth')).standing, 'up');
});
