import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRedactor } from '#domain/redact.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';
import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';

import type { Probe } from './probe.ts';
import { secretsOfProbe } from './secrets-of-probe.ts';

/** Letters that part words, and that are encoded in addresses and cookies. */
const token = 'sid:9f8e7d6c5b:k3+/q=';
const encoded = encodeURIComponent(token);
const socket = makeWebSocketProbe('ws://127.0.0.1/ws');
const reach = { ...socket.reach, url: `ws://127.0.0.1/ws?token=${encoded}` };

const carriers: readonly { readonly by: string; readonly probe: Probe }[] = [
  { by: 'header', probe: makeHttpProbe({ headers: { authorization: `Bearer ${token}` } }) },
  { by: 'a header of its own', probe: makeHttpProbe({ headers: { 'x-api-key': token } }) },
  { by: 'cookie', probe: { ...socket, headers: { cookie: `theme=dark; token=${encoded}` } } },
  { by: 'query', probe: { ...socket, reach } },
  { by: 'first message', probe: { ...socket, firstMessage: JSON.stringify({ type: 'auth', token }) } },
];

for (const { by, probe } of carriers) {
  test(`a token of several words handed over by ${by} is found plain, encoded, and encoded twice`, () => {
    const redactor = createRedactor(secretsOfProbe(probe));
    const texts = [token, encoded, encodeURIComponent(encoded)].map((text) => redactor.redact(`got ${text} here`));
    assert.deepEqual(
      texts,
      Array.from({ length: 3 }, () => 'got [redacted] here'),
    );
  });
}

test('the password of basic authorization is found without its user', () => {
  const basic = `Basic ${Buffer.from('probe:s3cret-p4ss').toString('base64')}`;
  const probe = makeHttpProbe({ headers: { authorization: basic } });
  assert.equal(
    createRedactor(secretsOfProbe(probe)).redact('no user probe with s3cret-p4ss'),
    'no user probe with [redacted]',
  );
});

test('words of a message that sign nobody in are no secrets', () => {
  const firstMessage = JSON.stringify({ type: 'auth', token });
  assert.equal(
    createRedactor(secretsOfProbe({ ...socket, firstMessage })).redact('auth of a token'),
    'auth of a token',
  );
});
