import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeWebSocketProbe } from '#testing/make-websocket-probe.ts';

import { createVeil } from './websocket-veil.ts';

const token = 'opaque-token-0123456789';
const url = 'ws://127.0.0.1/ws';

const forms = [
  makeWebSocketProbe(url, { authBy: 'header', headers: { authorization: `Bearer ${token}` } }),
  makeWebSocketProbe(url, { authBy: 'header', headers: { 'x-api-key': token } }),
  makeWebSocketProbe(url, { authBy: 'cookie', headers: { cookie: `a=b; session=${token}` } }),
  makeWebSocketProbe(url, { authBy: 'subprotocol', subprotocols: ['jwt', token, 'chat'] }),
  makeWebSocketProbe(url, { authBy: 'subprotocol-dot', subprotocols: [`jwt.${token}`] }),
  makeWebSocketProbe(`${url}?token=${token}`, { authBy: 'query' }),
  makeWebSocketProbe(url, { authBy: 'first-message', firstMessage: JSON.stringify({ type: 'auth', token }) }),
];

for (const probe of forms) {
  test(`a token that is handed over by ${probe.authBy} is hidden wherever a server says it again`, () => {
    const veil = createVeil(probe);
    assert.equal(veil.hide(`refused "${token}", sorry`), 'refused "‹token›", sorry');
    assert.ok(!veil.hideSubprotocols(probe.subprotocols).join().includes(token));
    assert.equal(veil.hide('nothing of it'), 'nothing of it');
  });
}

test('a token of the server itself is hidden where it looks like one', () => {
  const issued = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl';
  assert.equal(createVeil(makeWebSocketProbe(url)).hide(`{"token":"${issued}"}`), '{"token":"‹token›"}');
});

test('a header that was made to take long does not', () => {
  const { hide } = createVeil(makeWebSocketProbe(url));
  const begun = performance.now();
  hide('eyJ-'.repeat(16_000));
  assert.ok(performance.now() - begun < 200, `${performance.now() - begun} ms`);
});
