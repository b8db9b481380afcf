import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeHttpProbe } from '#testing/make-probe.ts';
import { startRawPeer } from '#testing/raw-peer.ts';

import { probeHttp } from './http-probe.ts';
import { defaultLimits } from './probe.ts';

test('where a plain address is asked for through a proxy, the proxy that answered, or may have, is named', async (t) => {
  const proxies: readonly (readonly [string, string, (host: string) => string])[] = [
    [
      'HTTP/1.0 407 Proxy Authentication Required',
      'PROXY_407',
      (host) => `proxy ${host}: 407 Proxy Authentication Required, expected 2xx`,
    ],
    [
      'HTTP/1.1 502 Bad Gateway',
      'STATUS_502',
      (host) => `502 Bad Gateway, expected 2xx; answered by proxy ${host} or behind it`,
    ],
    ['HTTP/1.1 404 Not Found', 'STATUS_404', () => '404 Not Found, expected 2xx'],
  ];
  for (const [line, code, says] of proxies) {
    const { port } = await startRawPeer(t, (socket) => socket.end(`${line}\r\nContent-Length: 0\r\n\r\n`));
    const proxy = `http://127.0.0.1:${port}`;
    const probe = makeHttpProbe({ reach: { url: 'http://api.staging.example/', proxy, limits: defaultLimits } });
    const { http, problem } = await probeHttp(probe, AbortSignal.timeout(10_000));
    assert.deepEqual([http?.version, problem], [line.slice(0, 8), { code, message: says(`127.0.0.1:${port}`) }]);
  }
});
