import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeCertificates } from '#testing/certificates.ts';
import type { Certificates } from '#testing/certificates.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';
import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { startRawPeer } from '#testing/raw-peer.ts';
import { startHaproxy } from '#testing/start-haproxy.ts';
import { startNginx } from '#testing/start-nginx.ts';
import { needs } from '#testing/tools.ts';
import { startTunnelProxy } from '#testing/tunnel-proxy.ts';

import { probeHttp } from './http-probe.ts';
import { defaultLimits } from './probe.ts';
import type { HttpProbe } from './probe.ts';
import { probeWebSocket } from './websocket-probe.ts';

const never = new AbortController().signal;

void describe('an HTTP probe through real servers', needs('nginx', 'haproxy', 'openssl'), () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  after(() => certificates.remove());

  function measure(url: string, changed: Partial<HttpProbe> = {}): Promise<ProbeResult> {
    const reach = { url, ca: certificates.ca.pem, limits: defaultLimits };
    return probeHttp(makeHttpProbe({ reach, ...changed }), never);
  }

  void it('tells a dead, a slow and a missing upstream of nginx apart by status and time', async (t) => {
    const silent = await startRawPeer(t, () => undefined);
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port};
        location /down { proxy_pass http://127.0.0.1:1; }
        location /slow { proxy_pass http://127.0.0.1:${silent.port}; proxy_read_timeout 1s; }
        location /none { return 503; }
        location /fine { return 200 '{"ok":true}'; } }`,
    );
    const results = await Promise.all(
      ['down', 'slow', 'none', 'fine'].map((path) => measure(`http://127.0.0.1:${nginx.ports[0]}/${path}`)),
    );
    assert.deepEqual(
      results.map(({ standing, brokeAt, problem }) => [standing, brokeAt, problem?.code]),
      [
        ['down', 'response', 'STATUS_502'],
        ['down', 'response', 'STATUS_504'],
        ['down', 'response', 'STATUS_503'],
        ['up', undefined, undefined],
      ],
    );
    const slowMs = results[1]?.http?.firstByteMs ?? 0;
    assert.ok(slowMs >= 950 && slowMs < 1_500, `${slowMs}`);
  });

  void it('speaks h1 and h2 to the same address, and says which', async (t) => {
    const { key, certificate } = certificates.valid;
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port} ssl http2; ssl_certificate ${certificate};
        ssl_certificate_key ${key}; location / { return 200 "$server_protocol"; } }`,
    );
    const url = `https://localhost:${nginx.ports[0]}/`;
    const [h1, h2] = [await measure(url), await measure(url, { version: 'h2' })];
    assert.deepEqual([h1.http?.version, h1.http?.body, h1.tls?.alpn], ['HTTP/1.1', 'HTTP/1.1', 'http/1.1']);
    assert.deepEqual([h2.http?.version, h2.http?.body, h2.tls?.alpn], ['HTTP/2', 'HTTP/2.0', 'h2']);
    assert.deepEqual([h1.standing, h2.standing], ['up', 'up']);
  });

  void it('fails the rung of tls when h2 was asked for and not selected, with nothing sent', async (t) => {
    const { key, certificate } = certificates.valid;
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate};
        ssl_certificate_key ${key}; location / { return 200; } }`,
    );
    const result = await measure(`https://localhost:${nginx.ports[0]}/`, { version: 'h2' });
    assert.equal(result.brokeAt, 'tls');
    assert.match(result.problem?.code ?? '', /^(?:ALPN_NOT_H2|ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)$/u);
    assert.equal(result.http, undefined);
  });

  void it('shows a client certificate that is missing, by status from nginx and by alert from haproxy', async (t) => {
    const { key, certificate } = certificates.valid;
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};
        ssl_client_certificate ${certificates.ca.path}; ssl_verify_client on; location / { return 200; } }`,
    );
    const byStatus = await measure(`https://localhost:${nginx.ports[0]}/`);
    assert.deepEqual([byStatus.brokeAt, byStatus.problem?.code], ['response', 'STATUS_400']);
    assert.match(byStatus.http?.body ?? '', /No required SSL certificate/u);
    const pem = `${certificates.folder}/haproxy.pem`;
    writeFileSync(pem, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
    const haproxy = await startHaproxy(
      t,
      1,
      ([port]) => `frontend f
  bind 127.0.0.1:${port} ssl crt ${pem} ca-file ${certificates.ca.path} verify required
  http-request return status 200`,
    );
    const byAlert = await measure(`https://localhost:${haproxy.ports[0]}/`);
    assert.deepEqual([byAlert.brokeAt, byAlert.problem?.code], ['tls', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED']);
    assert.deepEqual(
      byAlert.steps.map(({ step, outcome }) => `${step} ${outcome}`),
      ['dns passed', 'tcp passed', 'tls failed', 'request not-reached', 'response not-reached'],
    );
    const reach = { url: `wss://localhost:${haproxy.ports[0]}/`, limits: defaultLimits, ca: certificates.ca.pem };
    const socket = await probeWebSocket(makeWebSocketProbe(reach.url, { reach }), AbortSignal.timeout(10_000));
    assert.deepEqual([socket.brokeAt, socket.problem], ['tls', byAlert.problem]);
    assert.deepEqual(
      socket.steps.map(({ step, outcome }) => `${step} ${outcome}`),
      ['dns passed', 'tcp passed', 'tls failed', 'upgrade not-reached', 'round-trip not-reached', 'close not-reached'],
    );
  });

  void it('tells the wrong scheme both ways', async (t) => {
    const { key, certificate } = certificates.valid;
    const nginx = await startNginx(
      t,
      2,
      ([plain, secure]) => `server { listen 127.0.0.1:${plain}; }
        server { listen 127.0.0.1:${secure} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key}; }`,
    );
    const [plain, secure] = nginx.ports;
    const toPlain = await measure(`https://localhost:${plain}/`);
    assert.deepEqual([toPlain.brokeAt, toPlain.problem?.code], ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER']);
    const toSecure = await measure(`http://localhost:${secure}/`);
    assert.deepEqual([toSecure.brokeAt, toSecure.problem?.code], ['response', 'STATUS_400']);
    assert.match(toSecure.http?.body ?? '', /plain HTTP request was sent to HTTPS port/u);
  });

  void it('sends neither request nor token to a server whose certificate it does not trust', async (t) => {
    const { key, certificate } = certificates.expired;
    const peer = await startRawPeer(t, (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};
        location / { proxy_pass http://127.0.0.1:${peer.port}; } }`,
    );
    const result = await measure(`https://localhost:${nginx.ports[0]}/`, { headers: { authorization: 'Bearer tok' } });
    assert.deepEqual([result.brokeAt, result.problem?.code], ['tls', 'CERT_HAS_EXPIRED']);
    assert.equal(result.tls?.daysLeft, -2);
    assert.equal(peer.count(), 0);
  });

  void it('goes through the tunnel of a proxy to a TLS endpoint', async (t) => {
    const { key, certificate } = certificates.valid;
    const nginx = await startNginx(
      t,
      1,
      ([port]) => `server { listen 127.0.0.1:${port} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};
        location / { return 200 fine; } }`,
    );
    const [port] = nginx.ports;
    const proxy = await startTunnelProxy(t);
    const reach = {
      url: `https://localhost:${port}/`,
      ca: certificates.ca.pem,
      proxy: proxy.url,
      limits: defaultLimits,
    };
    const result = await probeHttp(makeHttpProbe({ reach }), never);
    assert.deepEqual([result.standing, result.http?.body, proxy.asked], ['up', 'fine', [`localhost:${port}`]]);
  });
});
