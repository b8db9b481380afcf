import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isKeptHeader, keptHeaders } from './handshake-headers.ts';

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
