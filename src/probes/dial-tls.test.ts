import assert from 'node:assert/strict';
import tls from 'node:tls';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { once } from 'node:events';

import { makeCertificates } from '#testing/certificates.ts';
import type { Certificates, KeyPair } from '#testing/certificates.ts';
import { startRawPeer } from '#testing/raw-peer.ts';
import { startNginx } from '#testing/start-nginx.ts';
import { needs } from '#testing/tools.ts';

import { dial } from './dial.ts';
import type { Dialled } from './dial.ts';
import { defaultLimits } from './probe.ts';
import { untrustedPart } from './tls-words.ts';

const never = new AbortController().signal;

function server(port: number | undefined, { key, certificate }: KeyPair, more = ''): string {
  return `server { listen 127.0.0.1:${port} ssl http2; ssl_certificate ${certificate}; ssl_certificate_key ${key}; ${more} }`;
}

void describe('the rung of tls', needs('nginx', 'openssl'), () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  after(() => certificates.remove());

  async function climb(port: number, host = 'localhost', alpn: readonly string[] = ['http/1.1']): Promise<Dialled> {
    const reach = { url: `https://${host}:${port}/`, ca: certificates.ca.pem, limits: defaultLimits };
    const dialled = await dial(reach, { alpn }, never);
    dialled.socket?.destroy();
    return dialled;
  }

  void it('passes with version, protocol, names, the chain as sent and the days left', async (t) => {
    const nginx = await startNginx(t, 1, ([port]) => server(port, certificates.valid, 'ssl_protocols TLSv1.3;'));
    const dialled = await climb(nginx.ports[0] ?? 0, 'localhost', ['h2']);
    assert.equal(dialled.alpn, 'h2');
    assert.equal(dialled.steps[2]?.detail, 'TLSv1.3, h2, localhost, 59 days left');
    const { validFrom, validTo, chain, ...facts } = dialled.tls ?? assert.fail('no facts');
    assert.deepEqual(facts, {
      version: 'TLSv1.3',
      alpn: 'h2',
      cipher: 'TLS_AES_256_GCM_SHA384',
      names: ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
      daysLeft: 59,
      isTrusted: true,
      distrust: undefined,
    });
    assert.ok(Date.parse(validTo ?? '') - Date.parse(validFrom ?? '') === 60 * 86_400_000);
    assert.deepEqual(
      chain.map(({ subject, issuer }) => [subject, issuer]),
      [
        ['CN=localhost', 'CN=intermediate'],
        ['CN=intermediate', 'CN=Teneleven test root'],
      ],
    );
  });

  void it('is right also for an address in the certificate', async (t) => {
    const nginx = await startNginx(t, 1, ([port]) => server(port, certificates.valid));
    assert.equal((await climb(nginx.ports[0] ?? 0, '127.0.0.1')).problem, undefined);
  });

  void it('goes past a certificate that has expired where anybody may answer', async (t) => {
    const nginx = await startNginx(t, 1, ([port]) => server(port, certificates.expired));
    const url = `https://localhost:${nginx.ports[0] ?? 0}/`;
    const reach = { url, ca: certificates.ca.pem, limits: defaultLimits };
    const refused = await dial(reach, { alpn: ['http/1.1'] }, never);
    assert.equal(refused.problem?.code, 'CERT_HAS_EXPIRED');
    const taken = await dial({ ...reach, takesAnyCertificate: true }, { alpn: ['http/1.1'] }, never);
    assert.equal(taken.problem, undefined);
    assert.equal(taken.tls?.isTrusted, false);
    taken.socket?.destroy();
  });

  void it('fails with the OpenSSL code and keeps the facts of a certificate that is refused', async (t) => {
    const { expired, wrongName, selfSigned, withoutIntermediate } = certificates;
    const pairs = [expired, wrongName, selfSigned, withoutIntermediate];
    const nginx = await startNginx(t, pairs.length, (ports) =>
      pairs.map((pair, index) => server(ports[index], pair)).join('\n'),
    );
    const found = await Promise.all(nginx.ports.map((port) => climb(port)));
    assert.deepEqual(
      found.map(({ brokeAt, problem, tls: facts }) => [brokeAt, problem?.code, facts?.distrust, facts?.chain.length]),
      [
        ['tls', 'CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED', 2],
        ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_INVALID', 2],
        ['tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'DEPTH_ZERO_SELF_SIGNED_CERT', 1],
        ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1],
      ],
    );
    assert.deepEqual(
      found.map(({ tls: facts }) => facts && untrustedPart(facts)),
      [undefined, undefined, 'self-signed', 'issuer-missing'],
    );
    assert.ok(found.every(({ socket, tls: facts }) => socket === undefined && facts?.isTrusted === false));
    assert.equal(found[0]?.tls?.daysLeft, -2);
    assert.equal(found[1]?.problem?.message, 'certificate is for elsewhere.example, not for localhost');
    assert.equal(found[3]?.problem?.message, 'issuer neither sent nor known: CN=intermediate (1 sent)');
  });

  void it('fails when the authority is not known here', async (t) => {
    const nginx = await startNginx(t, 1, ([port]) => server(port, certificates.valid));
    const reach = { url: `https://localhost:${nginx.ports[0]}/`, limits: defaultLimits };
    const dialled = await dial(reach, { alpn: [] }, never);
    assert.equal(dialled.problem?.code, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
  });

  void it('tells a port without TLS, a peer that hangs up and one that says nothing apart', async (t) => {
    const plain = await startRawPeer(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    assert.equal((await climb(plain.port)).problem?.code, 'ERR_SSL_WRONG_VERSION_NUMBER');
    const hangingUp = await startRawPeer(t, (socket) => socket.end());
    const message = 'the server ended the connection (FIN) during the TLS handshake';
    assert.deepEqual((await climb(hangingUp.port)).problem, { code: 'CLOSED_IN_HANDSHAKE', message });
    const resetting = await startRawPeer(t, (socket) => socket.resetAndDestroy());
    assert.equal((await climb(resetting.port)).problem?.code, 'ECONNRESET');
    const silent = await startRawPeer(t, () => undefined);
    const limits = { ...defaultLimits, tlsMs: 200 };
    const quiet = await dial({ url: `https://localhost:${silent.port}/`, limits }, { alpn: [] }, never);
    assert.deepEqual(quiet.problem, { code: 'TIMEOUT', message: 'no answer within 200 ms' });
  });

  void it('names the version and the application protocol that the server does not have', async (t) => {
    const { key, certificate } = certificates.valid;
    const options = { key: readFileSync(key), cert: readFileSync(certificate) };
    const old = tls.createServer({
      ...options,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const h2Only = tls.createServer({ ...options, ALPNProtocols: ['h2'] });
    const codes: (string | undefined)[] = [];
    for (const listening of [old, h2Only]) {
      listening.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
      await once(listening, 'listening');
      t.after(() => listening.close());
      const address = listening.address();
      codes.push((await climb(typeof address === 'object' && address !== null ? address.port : 0)).problem?.code);
    }
    assert.deepEqual(codes, ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL']);
  });

  void it('says without what changes from time to time why a handshake was refused', async (t) => {
    const { key, certificate } = certificates.valid;
    const options = { key: readFileSync(key), cert: readFileSync(certificate) };
    const odd = tls.createServer({ ...options, ciphers: 'TLS_AES_128_CCM_SHA256', minVersion: 'TLSv1.3' });
    odd.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(odd, 'listening');
    t.after(() => odd.close());
    const address = odd.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { problem } = await climb(port);
    assert.equal(problem?.code, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
    assert.match(problem.message, /^no cipher, group or certificate in common/u);
    const nameless = await startNginx(
      t,
      1,
      ([each]) => `server { listen 127.0.0.1:${each} ssl; ssl_reject_handshake on; }`,
    );
    assert.deepEqual((await climb(nameless.ports[0] ?? 0)).problem, {
      code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
      message: 'the server knows no such name (alert unrecognized name)',
    });
  });

  void it('sends the name, and no name for an address', async (t) => {
    const { key, certificate } = certificates.valid;
    const names: string[] = [];
    const listening = tls.createServer({
      key: readFileSync(key),
      cert: readFileSync(certificate),
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
    });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    t.after(() => listening.close());
    const address = listening.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const host of ['localhost', '127.0.0.1']) assert.equal((await climb(port, host)).problem, undefined);
    assert.deepEqual(names, ['localhost']);
  });
});
