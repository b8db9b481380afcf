import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';

import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';
import { startRawPeer } from '#testing/raw-peer.ts';
import type { RawPeer } from '#testing/raw-peer.ts';

import { probeHttp } from './http-probe.ts';
import { defaultLimits } from './probe.ts';
import type { HttpProbe, TimeLimits } from './probe.ts';

const never = new AbortController().signal;

type Changed = Partial<Omit<HttpProbe, 'reach'>> & { readonly limits?: TimeLimits; readonly path?: string };

function probeAt(port: number, { limits = defaultLimits, path = '/health', ...changed }: Changed = {}): HttpProbe {
  return makeHttpProbe({ ...changed, reach: { url: `http://127.0.0.1:${port}${path}`, limits } });
}

function measure(peer: RawPeer, changed?: Changed): Promise<ProbeResult> {
  return probeHttp(probeAt(peer.port, changed), never);
}

function told({ standing, brokeAt, problem }: ProbeResult): readonly (string | undefined)[] {
  return [standing, brokeAt, problem?.code, problem?.message];
}

function answer(head: readonly string[], body: string | Buffer = ''): Buffer {
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

void describe('an HTTP probe', () => {
  void it('measures each rung and keeps what the answer said, without cookies', async (t) => {
    const peer = await startRawPeer(t, (socket) => {
      const headers = ['Content-Length: 11', 'Content-Type: application/json', 'Set-Cookie: a=b', 'X: 1', 'x: 2'];
      socket.write(answer(['HTTP/1.1 200 OK', ...headers], '{"ok":true}'));
    });
    const result = await measure(peer, {
      path: '/health?key=abc',
      headers: { Authorization: 'Bearer tok', Accept: 'a/b' },
    });
    const head = [
      'GET /health?key=abc HTTP/1.1',
      `host: 127.0.0.1:${peer.port}`,
      'accept: a/b',
      'user-agent: Teneleven',
    ];
    assert.equal(peer.received[0], [...head, 'connection: close', 'authorization: Bearer tok', '', ''].join('\r\n'));
    assert.equal(result.standing, 'up');
    assert.equal(result.url, `http://127.0.0.1:${peer.port}/health`);
    assert.deepEqual(
      result.steps.map(({ step, outcome, detail }) => [step, outcome, detail]),
      [
        ['dns', 'passed', 'literal address'],
        ['tcp', 'passed', `127.0.0.1:${peer.port}`],
        ['request', 'passed', undefined],
        ['response', 'passed', '200 OK, 11 bytes'],
      ],
    );
    const { firstByteMs, firstBodyMs, bodyMs, ...facts } = result.http ?? assert.fail('no facts');
    assert.deepEqual(facts, {
      version: 'HTTP/1.1',
      status: 200,
      headers: { 'content-length': '11', 'content-type': 'application/json', x: '1, 2' },
      wireBytes: 11,
      bodyBytes: 11,
      body: '{"ok":true}',
      assertions: [{ what: 'status 2xx', outcome: 'passed', detail: 'got 200' }],
    });
    assert.ok(firstByteMs !== undefined && bodyMs !== undefined);
    assert.ok(firstBodyMs !== undefined && firstBodyMs >= firstByteMs);
    assert.deepEqual(structuredClone(result), result);
  });

  void it('measures the first byte from the request, and the body from the first byte', async (t) => {
    const peer = await startRawPeer(t, (socket) => {
      setTimeout(() => socket.write(answer(['HTTP/1.1 200 OK', 'Content-Length: 4'], 'ab')), 80);
      setTimeout(() => socket.write('cd'), 140);
    });
    const { http } = await measure(peer);
    assert.ok((http?.firstByteMs ?? 0) >= 78 && (http?.firstByteMs ?? 0) < 120, `${http?.firstByteMs}`);
    assert.ok((http?.bodyMs ?? 0) >= 50 && (http?.bodyMs ?? 0) < 100, `${http?.bodyMs}`);
  });

  void it('says of another status what it was, and follows no redirect', async (t) => {
    const failing = await startRawPeer(t, (socket) => socket.end(answer(['HTTP/1.1 503 Service Unavailable'], 'no')));
    const failed = await measure(failing);
    const expected = '503 Service Unavailable, expected 2xx';
    assert.deepEqual(told(failed), ['down', 'response', 'STATUS_503', expected]);
    assert.equal(failed.steps.at(-1)?.detail, expected);
    assert.equal(failed.http?.body, 'no');
    const moved = await startRawPeer(t, (socket) =>
      socket.end(
        answer(['HTTP/1.1 302 Found', 'Location: https://login.example/in?state=secret', 'Content-Length: 0']),
      ),
    );
    const redirected = await measure(moved);
    assert.deepEqual(told(redirected).slice(2), ['STATUS_302', '302 Found to https://login.example/in, expected 2xx']);
    assert.equal(redirected.http?.headers['location'], 'https://login.example/in?state=secret');
    assert.equal(moved.count(), 1);
    assert.equal((await measure(moved, { expect: { status: 302 } })).standing, 'up');
    assert.equal((await measure(failing, { expect: { statusBelow: 500 } })).problem?.code, 'STATUS_503');
  });

  void it('tells a reset, an end without an answer and a silence apart', async (t) => {
    const resetting = await startRawPeer(t, (socket) => socket.resetAndDestroy());
    const reset = 'reset after the request was written';
    assert.deepEqual(told(await measure(resetting)), ['down', 'response', 'ECONNRESET', reset]);
    const ending = await startRawPeer(t, (socket) => socket.end());
    const ended = 'closed the connection without an answer';
    assert.deepEqual(told(await measure(ending)), ['down', 'response', 'CLOSED_WITHOUT_ANSWER', ended]);
    const silent = await startRawPeer(t, () => undefined);
    const limits = { ...defaultLimits, answerMs: 150 };
    assert.deepEqual(told(await measure(silent, { limits })), [
      'down',
      'response',
      'TIMEOUT',
      'no answer within 150 ms',
    ]);
  });

  void it('tells an answer that is cut in its head, in its body, or reset in its body', async (t) => {
    const inHead = await startRawPeer(t, (socket) => socket.end('HTTP/1.1 200 OK\r\nConte'));
    assert.equal((await measure(inHead)).problem?.code, 'ANSWER_CUT');
    const inBody = await startRawPeer(t, (socket) =>
      socket.end(answer(['HTTP/1.1 200 OK', 'Content-Length: 9'], 'four')),
    );
    const cut = 'closed the connection after 4 of 9 bytes of the body';
    assert.deepEqual(told(await measure(inBody)), ['down', 'response', 'BODY_CUT', cut]);
    const inChunk = await startRawPeer(t, (socket) =>
      socket.end(answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '5\r\nhello\r\n')),
    );
    assert.equal((await measure(inChunk)).problem?.code, 'BODY_CUT');
  });

  void it('reads chunks in any pieces, trailers, and interim answers', async (t) => {
    const whole = Buffer.concat([
      answer(['HTTP/1.1 103 Early Hints', 'Link: </a.css>']),
      answer(
        ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
        '5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n',
      ),
    ]);
    const inBytes = await startRawPeer(t, (socket) => {
      const next = (at: number): void => {
        socket.write(whole.subarray(at, at + 1));
        if (at + 1 < whole.length) setImmediate(next, at + 1);
      };
      next(0);
    });
    const { http, standing } = await measure(inBytes);
    assert.deepEqual([standing, http?.status, http?.body, http?.wireBytes], ['up', 200, 'hello world', 11]);
  });

  void it('ends a flood of interim answers', async (t) => {
    const interim = answer(['HTTP/1.1 100 Continue']);
    const peer = await startRawPeer(t, (socket) =>
      socket.write(Buffer.concat(Array.from({ length: 4_000 }, () => interim))),
    );
    assert.equal((await measure(peer)).problem?.code, 'HEADERS_TOO_LONG');
    const switching = await startRawPeer(t, (socket) => socket.write(answer(['HTTP/1.1 101 Switching Protocols'])));
    assert.equal((await measure(switching)).problem?.code, 'STATUS_101');
  });

  void it('takes no body from HEAD, 204 and 304', async (t) => {
    const peer = await startRawPeer(t, (socket) => socket.write(answer(['HTTP/1.1 200 OK', 'Content-Length: 1000'])));
    const result = await measure(peer, { method: 'HEAD' });
    assert.deepEqual([result.standing, result.http?.bodyBytes], ['up', 0]);
    const empty = await startRawPeer(t, (socket) => socket.write(answer(['HTTP/1.1 204 No Content'])));
    assert.equal((await measure(empty)).standing, 'up');
  });

  void it('says what is no HTTP, and quotes a malformed header', async (t) => {
    const codes: (string | undefined)[] = [];
    const settings = Buffer.from('000006040000000000000300000064', 'hex');
    const odd = ['SSH-2.0-OpenSSH_9.2\r\n', Buffer.from([0x15, 3, 3, 0, 2, 2, 70, 0, 0, 0]), settings];
    const headers = ['no colon here', 'bad name: x', 'Content-Length: 1, 2', 'Content-Length: -1'];
    const chunk = answer(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], 'zz\r\n');
    for (const bytes of [...odd, ...headers.map((each) => answer(['HTTP/1.1 200 OK', each])), chunk]) {
      const peer = await startRawPeer(t, (socket) => socket.end(bytes));
      codes.push((await measure(peer)).problem?.code);
    }
    const headerCodes = headers.map(() => 'MALFORMED_HEADER');
    assert.deepEqual(codes, ['NOT_HTTP', 'TLS_ANSWER', 'HTTP2_ANSWER', ...headerCodes, 'MALFORMED_CHUNK']);
  });

  void it('stops a body at 1 MiB, also where a few bytes become many', async (t) => {
    const zeros = Buffer.alloc(8 * 1_048_576);
    const encodings = {
      gzip: zlib.gzipSync(zeros),
      deflate: zlib.deflateSync(zeros),
      br: zlib.brotliCompressSync(zeros),
      zstd: zlib.zstdCompressSync(zeros),
      identity: zeros,
    };
    for (const [name, bytes] of Object.entries(encodings)) {
      const peer = await startRawPeer(t, (socket) => {
        socket.end(answer(['HTTP/1.1 200 OK', `Content-Encoding: ${name}`, `Content-Length: ${bytes.length}`], bytes));
      });
      const result = await measure(peer);
      assert.deepEqual(told(result).slice(0, 3), ['down', 'response', 'BODY_TOO_LARGE'], name);
      assert.equal(result.http?.bodyBytes, 1_048_576);
    }
  });

  void it('decodes encodings over one another, and says when they are not what they claim', async (t) => {
    const twice = zlib.brotliCompressSync(zlib.gzipSync('hello'));
    const peer = await startRawPeer(t, (socket) => {
      socket.end(answer(['HTTP/1.1 200 OK', 'Content-Encoding: gzip, br'], twice));
    });
    const { http } = await measure(peer);
    assert.deepEqual([http?.body, http?.bodyBytes, http?.wireBytes], ['hello', 5, twice.length]);
    const lying = await startRawPeer(t, (socket) => {
      socket.end(answer(['HTTP/1.1 200 OK', 'Content-Encoding: gzip'], 'hello'));
    });
    const message = 'body is not gzip: Z_DATA_ERROR';
    assert.deepEqual(told(await measure(lying)), ['down', 'response', 'BODY_ENCODING', message]);
  });

  void it('ends a slow drip at the wall', async (t) => {
    const peer = await startRawPeer(t, (socket) => {
      socket.write(answer(['HTTP/1.1 200 OK', 'Content-Length: 100000']));
      const drip = setInterval(() => socket.write('.'), 10);
      socket.once('close', () => clearInterval(drip));
    });
    const result = await measure(peer, { limits: { ...defaultLimits, wallMs: 200 } });
    assert.deepEqual(told(result).slice(0, 3), ['down', 'response', 'TIMEOUT']);
    assert.match(result.problem?.message ?? '', /^body not at its end within 200 ms in all, \d+ bytes came$/u);
    assert.ok(result.durationMs < 400 && (result.http?.wireBytes ?? 0) > 3);
  });

  void it('keeps at most 2,000 characters of a body, and none of an address that is not configured', async (t) => {
    const peer = await startRawPeer(t, (socket) => {
      socket.end(answer(['HTTP/1.1 200 OK'], 'é'.repeat(5_000)));
    });
    assert.equal((await measure(peer)).http?.body, 'é'.repeat(2_000));
    const adHoc = await measure(peer, { isAdHoc: true, expect: { contains: 'x' } });
    assert.equal(adHoc.http?.body, undefined);
    assert.ok(!JSON.stringify(adHoc).includes('é'));
  });

  void it('is unknown when it is aborted, and when a header cannot be sent', async (t) => {
    const silent = await startRawPeer(t, () => controller.abort());
    const controller = new AbortController();
    const result = await probeHttp(probeAt(silent.port), controller.signal);
    assert.deepEqual(told(result), ['unknown', undefined, 'ABORTED', 'stopped before it was measured']);
    assert.deepEqual(
      result.steps.map(({ outcome }) => outcome),
      ['passed', 'passed', 'passed', 'not-reached'],
    );
    const odd = await measure(silent, { headers: { 'x-token': 'secret\r\nx: y' } });
    assert.deepEqual(told(odd).slice(0, 3), ['unknown', undefined, 'INVALID_HEADER']);
    assert.ok(!JSON.stringify(odd).includes('secret'));
    assert.equal(silent.count(), 1);
  });

  void it('asks a proxy for a plain address with the whole address', async (t) => {
    const proxy = await startRawPeer(t, (socket) => socket.end(answer(['HTTP/1.1 200 OK'], 'through')));
    const reach = {
      url: 'http://backend.invalid/health?a=b',
      proxy: `http://u:p@127.0.0.1:${proxy.port}`,
      limits: defaultLimits,
    };
    const result = await probeHttp(makeHttpProbe({ reach }), never);
    assert.equal(result.http?.body, 'through');
    assert.match(
      proxy.received[0] ?? '',
      /^GET http:\/\/backend\.invalid\/health\?a=b HTTP\/1\.1\r\nhost: backend\.invalid\r\n/u,
    );
    assert.match(proxy.received[0] ?? '', /\r\nproxy-authorization: Basic dTpw\r\n/u);
    const url = `http://backend.invalid:${proxy.port}/health`;
    await probeHttp(makeHttpProbe({ reach: { ...reach, url, pinned: ['127.0.0.1'] } }), never);
    assert.match(proxy.received[1] ?? '', /^GET \/health HTTP\/1\.1\r\n/u);
    assert.doesNotMatch(proxy.received[1] ?? '', /authorization/u);
  });
});
