import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import { after, before, describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import tls from 'node:tls';

import type { ProbeResult } from '#domain/probe.ts';
import { makeCertificates } from '#testing/certificates.ts';
import type { Certificates } from '#testing/certificates.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';
import { needs } from '#testing/tools.ts';

import { probeHttp } from './http-probe.ts';
import { defaultLimits } from './probe.ts';
import type { HttpProbe } from './probe.ts';

const never = new AbortController().signal;

async function portOf(t: TestContext, server: tls.Server): Promise<number> {
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

void describe('an HTTP/2 probe', needs('openssl'), () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  after(() => certificates.remove());

  function keys(): { readonly key: Buffer; readonly cert: Buffer } {
    const { key, certificate } = certificates.valid;
    return { key: readFileSync(key), cert: readFileSync(certificate) };
  }

  function measure(port: number, changed: Partial<HttpProbe> = {}, limits = defaultLimits): Promise<ProbeResult> {
    const reach = { url: `https://localhost:${port}/health?a=b`, ca: certificates.ca.pem, limits };
    return probeHttp(makeHttpProbe({ version: 'h2', reach, ...changed }), never);
  }

  async function serve(t: TestContext, answer: (stream: ServerHttp2Stream) => void): Promise<number> {
    const server = http2.createSecureServer(keys());
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      answer(stream);
    });
    server.on('sessionError', () => undefined);
    return portOf(t, server);
  }

  void it('sends path, host and headers, and reads status, headers and body', async (t) => {
    const seen: http2.IncomingHttpHeaders[] = [];
    const server = http2.createSecureServer(keys());
    server.on('stream', (stream, headers) => {
      seen.push(headers);
      stream.respond({ ':status': 200, 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], 'x-note': 'n' });
      stream.end('hello');
    });
    const port = await portOf(t, server);
    const result = await measure(port, { headers: { Authorization: 'Bearer tok', Connection: 'close' } });
    assert.deepEqual([result.standing, result.http?.version, result.http?.body], ['up', 'HTTP/2', 'hello']);
    const { date, ...headers } = result.http?.headers ?? {};
    assert.deepEqual([headers, typeof date], [{ 'content-type': 'text/plain', 'x-note': 'n' }, 'string']);
    const [{ ':path': path, ':authority': authority, authorization, connection } = {}] = seen;
    const expected = ['/health?a=b', `localhost:${port}`, 'Bearer tok', undefined];
    assert.deepEqual([path, authority, authorization, connection], expected);
    assert.deepEqual(
      result.steps.map(({ step, outcome }) => `${step} ${outcome}`),
      ['dns passed', 'tcp passed', 'tls passed', 'request passed', 'response passed'],
    );
  });

  void it('takes nothing from HEAD, and says of another status what it was', async (t) => {
    const port = await serve(t, (stream) => {
      stream.respond({ ':status': 503, 'content-length': 100 });
      stream.end();
    });
    const result = await measure(port, { method: 'HEAD' });
    assert.deepEqual([result.brokeAt, result.problem?.code], ['response', 'STATUS_503']);
  });

  void it('names the error of a stream that is reset, before the answer and in its body', async (t) => {
    const early = await serve(t, (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM));
    assert.equal((await measure(early)).problem?.code, 'NGHTTP2_REFUSED_STREAM');
    const late = await serve(t, (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('four', () => stream.destroy(new Error('broken')));
    });
    const cut = await measure(late);
    assert.deepEqual([cut.brokeAt, cut.problem?.code, cut.http?.status], ['response', 'NGHTTP2_INTERNAL_ERROR', 200]);
  });

  void it('tells a connection that ends, one that is sent away and one that is silent apart', async (t) => {
    const ending = await serve(t, (stream) => stream.session?.destroy());
    const ended = await measure(ending);
    assert.match(ended.problem?.code ?? '', /^(?:CLOSED_WITHOUT_ANSWER|NGHTTP2_CANCEL)$/u);
    assert.equal(ended.brokeAt, 'response');
    const away = await serve(t, (stream) => stream.session?.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM));
    assert.match((await measure(away)).problem?.message ?? '', /NGHTTP2_ENHANCE_YOUR_CALM/u);
    const silent = await serve(t, () => undefined);
    const quiet = await measure(silent, {}, { ...defaultLimits, answerMs: 150 });
    assert.deepEqual(quiet.problem, { code: 'TIMEOUT', message: 'no answer within 150 ms' });
  });

  void it('stops a body at 1 MiB and a drip at the wall', async (t) => {
    const large = await serve(t, (stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(3 * 1_048_576));
    });
    const stopped = await measure(large);
    assert.deepEqual([stopped.problem?.code, stopped.http?.bodyBytes], ['BODY_TOO_LARGE', 1_048_576]);
    const dripping = await serve(t, (stream) => {
      stream.respond({ ':status': 200 });
      const drip = setInterval(() => stream.write('.'), 10);
      stream.once('close', () => clearInterval(drip));
    });
    const ended = await measure(dripping, {}, { ...defaultLimits, wallMs: 250 });
    assert.match(ended.problem?.message ?? '', /^body not at its end within 250 ms in all, \d+ bytes came$/u);
  });

  void it('fails at tls when the server selects nothing, and sends nothing then', async (t) => {
    let received = 0;
    const server = tls.createServer(keys(), (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        received += 1;
      });
    });
    const result = await measure(await portOf(t, server));
    assert.deepEqual([result.brokeAt, result.problem?.code], ['tls', 'ALPN_NOT_H2']);
    assert.equal(received, 0);
  });
});
