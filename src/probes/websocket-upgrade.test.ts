import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';
import { serveBare, serveScripted } from '#testing/scripted-socket.ts';

import { probeWebSocket } from './websocket-probe.ts';

const signal = AbortSignal.timeout(60_000);

/** Each answer of a server to the request, and what must be said of it. */
const answers = [
  { title: 'nothing and a FIN', bytes: '', end: 'fin', code: 'CLOSED_WITHOUT_ANSWER', says: /FIN.*without an answer/u },
  { title: 'a reset', bytes: '', end: 'reset', code: 'ECONNRESET', says: /RST.*without an answer/u },
  { title: 'silence', bytes: '', end: 'none', code: 'TIMEOUT', says: /no answer to the upgrade within 300 ms/u },
  { title: 'half a header', bytes: 'HTTP/1.1 10', end: 'none', code: 'TIMEOUT', says: /only 11 bytes of an answer/u },
  {
    title: 'half a header and a FIN',
    bytes: 'HTTP/1.1 101 S',
    end: 'fin',
    code: 'CLOSED_IN_ANSWER',
    says: /after 14 bytes/u,
  },
  {
    title: 'garbage',
    bytes: 'SSH-2.0-OpenSSH_9.2\r\n',
    end: 'none',
    code: 'NOT_HTTP',
    says: /not an HTTP answer: "SSH-2.0/u,
  },
  { title: 'binary garbage', bytes: '\u0001\u0002\u0003', end: 'none', code: 'NOT_HTTP', says: /bytes 010203/u },
  {
    title: 'a TLS alert',
    bytes: '\u0015\u0003\u0001\u0000\u0002\u0002\u0046',
    end: 'fin',
    code: 'TLS_ANSWER',
    says: /wants TLS/u,
  },
  {
    title: 'a broken status line',
    bytes: 'HTTP/1.1 abc OK\r\n\r\n',
    end: 'none',
    code: 'NOT_HTTP',
    says: /not an HTTP answer/u,
  },
  {
    title: 'lines that end with LF alone',
    bytes: 'HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\n',
    end: 'none',
    code: 'MALFORMED_HEADER',
    says: /end with LF alone/u,
  },
  {
    title: 'headers without an end',
    bytes: `HTTP/1.1 101 Switching Protocols\r\nx: ${'a'.repeat(20_000)}`,
    end: 'none',
    code: 'HEADERS_TOO_LONG',
    says: /longer than 16384 bytes/u,
  },
  {
    title: 'a wrong Sec-WebSocket-Accept',
    bytes: 'HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n',
    end: 'none',
    code: 'BAD_ACCEPT',
    says: /101, but Sec-WebSocket-Accept is not the answer to our key/u,
  },
  {
    title: '101 without Upgrade',
    bytes: 'HTTP/1.1 101 OK\r\n\r\n',
    end: 'none',
    code: 'BAD_UPGRADE',
    says: /without "Upgrade/u,
  },
  {
    title: '101 in HTTP/1.0',
    bytes: 'HTTP/1.0 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    end: 'none',
    code: 'BAD_UPGRADE',
    says: /HTTP\/1\.0/u,
  },
] as const;

for (const { title, bytes, end, code, says } of answers) {
  test(`an upgrade that is answered with ${title} breaks at upgrade with ${code}`, async (t) => {
    const url = await serveScripted(t, ({ socket }) => {
      if (bytes !== '') socket.write(bytes, 'latin1');
      if (end === 'fin') socket.end();
      if (end === 'reset') socket.resetAndDestroy();
    });
    const result = await probeWebSocket(makeWebSocketProbe(url, { limits: { answerMs: 300 } }), signal);
    assert.equal(result.brokeAt, 'upgrade');
    assert.equal(result.standing, 'down');
    assert.equal(result.problem?.code, code);
    assert.match(result.problem?.message ?? '', says);
    assert.equal(result.ws?.closedBy, 'nobody');
    assert.equal(result.ws?.closeCode, undefined, 'nothing was opened, so nothing was closed');
  });
}

test('a connection that is reset as soon as it is accepted is told as reset', async (t) => {
  const url = await serveBare(t, (socket) => socket.resetAndDestroy());
  const result = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.equal(result.problem?.code, 'ECONNRESET');
  // Whether the system hands over the connection before it knows of the reset is a matter of microseconds.
  assert.match(result.brokeAt ?? '', /^(?:tcp|upgrade)$/u);
});

test('a server of HTTP/2 alone is told as such', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a listening TCP server has an address with a port
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const result = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'HTTP2_ANSWER']);
});

/** Refusals: how the body is delimited, and what of it is kept. */
const refusals = [
  { title: 'a length', head: 'Content-Length: 9\r\n', body: 'not found', kept: 'not found', end: false },
  {
    title: 'chunks',
    head: 'Transfer-Encoding: chunked\r\n',
    body: '3\r\nnot\r\n6;x=y\r\n found\r\n0\r\n\r\n',
    kept: 'not found',
    end: false,
  },
  { title: 'the end of the connection', head: '', body: 'not found', kept: 'not found', end: true },
  { title: 'nothing, though it goes on for ever', head: '', body: 'not found', kept: 'not found', end: false },
  {
    title: 'a length of 5,000',
    head: 'Content-Length: 5000\r\n',
    body: 'x'.repeat(5_000),
    kept: 'x'.repeat(2_000),
    end: false,
  },
  { title: 'a length of 0', head: 'Content-Length: 0\r\n', body: '', kept: '', end: false },
] as const;

for (const { title, head, body, kept, end } of refusals) {
  test(`the body of a refusal that is delimited by ${title} is kept, at most 2,000 characters`, async (t) => {
    const url = await serveScripted(t, ({ socket }) => {
      socket.write(`HTTP/1.1 404 Not Found\r\nServer: nginx\r\nSet-Cookie: id=secret\r\n${head}\r\n${body}`);
      if (end) socket.end();
    });
    const result = await probeWebSocket(makeWebSocketProbe(url), signal);
    assert.deepEqual([result.brokeAt, result.problem?.code, result.ws?.status], ['upgrade', 'STATUS_404', 404]);
    assert.equal(result.ws?.body, kept);
    assert.equal(result.ws?.headers['server'], 'nginx');
    assert.equal(result.ws?.headers['set-cookie'], undefined);
    assert.ok(result.durationMs < 2_000, 'it is not waited for without end');
  });
}

test('of an address that is not configured, the body of a refusal and the texts of events are not kept', async (t) => {
  const url = await serveScripted(t, ({ socket }) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\ninner secrets'));
  const result = await probeWebSocket(makeWebSocketProbe(url, { isAdHoc: true }), signal);
  assert.equal(result.ws?.body, undefined);
});

test('a redirect of the upgrade is not followed, and its target is told without its query', async (t) => {
  const url = await serveScripted(t, ({ socket }) => {
    socket.end('HTTP/1.1 302 Found\r\nLocation: https://login.example.com/in?next=abc\r\nContent-Length: 0\r\n\r\n');
  });
  const result = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.equal(result.problem?.code, 'STATUS_302');
  assert.match(result.problem?.message ?? '', /302 Found, to https:\/\/login\.example\.com\/in, not with 101$/u);
  assert.equal(result.ws?.headers['location']?.startsWith('https://login.example.com/in'), true);
});

test('an answer of 200 is told as one to a plain request', async (t) => {
  const url = await serveScripted(t, ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const result = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.match(result.problem?.message ?? '', /200 OK, as to a plain request, not with 101/u);
});

test('interim answers are passed over, and frames behind the head are read', async (t) => {
  const url = await serveScripted(t, ({ socket, accept }) => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n';
    socket.write(Buffer.concat([Buffer.from(`${hints}${accept()}`), Buffer.from([0x88, 0x02, 0x03, 0xf3])]));
  });
  const result = await probeWebSocket(makeWebSocketProbe(url), signal);
  assert.equal(result.ws?.status, 101);
  assert.deepEqual([result.ws?.closeCode, result.ws?.closedBy], [1011, 'server']);
});

test('an answer that drips in byte by byte is bounded by the time of the answer', async (t) => {
  const url = await serveScripted(t, ({ socket, accept }) => {
    const bytes = Buffer.from(accept());
    let at = 0;
    const timer = setInterval(() => socket.write(bytes.subarray(at, (at += 1))), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const result = await probeWebSocket(makeWebSocketProbe(url, { limits: { answerMs: 400 } }), signal);
  assert.deepEqual([result.brokeAt, result.problem?.code], ['upgrade', 'TIMEOUT']);
  assert.ok(result.durationMs < 1_500);
});

test('an aborted signal leaves it unknown, with nothing said of the endpoint', async (t) => {
  const url = await serveScripted(t, () => undefined);
  const result = await probeWebSocket(makeWebSocketProbe(url), AbortSignal.timeout(50));
  assert.deepEqual([result.standing, result.brokeAt, result.problem?.code], ['unknown', undefined, 'ABORTED']);
});

test('a refused connection breaks at tcp and every rung above it is not reached', async () => {
  const result = await probeWebSocket(makeWebSocketProbe('ws://127.0.0.1:1/'), signal);
  assert.equal(result.brokeAt, 'tcp');
  assert.deepEqual(
    result.steps.map(({ step, outcome }) => `${step} ${outcome}`),
    ['dns passed', 'tcp failed', 'upgrade not-reached', 'round-trip not-reached', 'close not-reached'],
  );
});
