import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';
import { makeFullResult } from '#testing/full-result.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';

import { isKeptHeader, keptHeaders } from './handshake-headers.ts';
import { createRedactResult } from './redact-result.ts';

test('headers that are named like a secret are left out, wherever the word stands', () => {
  const names = [
    'server',
    'cookie',
    'set-cookie',
    'x-csrf',
    'x-api-key',
    'my-session-id',
    'x\npassword',
    'cookie-policy',
  ];
  const kept = keptHeaders(new Map(names.map((name) => [name, 'value'])), (text) => text);
  assert.deepEqual(Object.keys(kept), ['server', 'cookie-policy']);
});

test('a name that was made to take long does not', () => {
  const begun = performance.now();
  for (let times = 0; times < 20; times += 1) isKeptHeader(`${'passwor'.repeat(2_000)}\nx`);
  for (let times = 0; times < 20; times += 1) isKeptHeader(`${'password'.repeat(2_000)}\nx`);
  assert.ok(performance.now() - begun < 200, `${performance.now() - begun} ms`);
});

test('a long value is cut with a mark, by which what is left of a token is known', () => {
  const token = 'opaque0123456789token';
  const kept = keptHeaders(new Map([['x-debug', `${'z'.repeat(480)}${token}`]]), (text) => text);
  const result = createRedactResult(() => createRedactor([token]))(
    { ...makeFullResult('fine'), http: { ...makeFullResult('fine').http, headers: kept } },
    makeHttpProbe(),
  );
  assert.equal(result.http?.headers['x-debug']?.replace(/^z+/u, ''), '[redacted]…');
});
