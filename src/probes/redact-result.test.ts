import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { createRedactor } from '#domain/redact.ts';
import { makeFullResult } from '#testing/full-result.ts';
import { makeHttpProbe } from '#testing/make-probe.ts';

import type { Probe } from './probe.ts';
import { createRedactResult } from './redact-result.ts';

const secret = 'correct-horse-battery-staple';
const redactResult = createRedactResult(() => createRedactor([secret]));
const plain = makeHttpProbe();
const redacted = (text: string, probe: Probe = plain) => redactResult(makeFullResult(text), probe);

/** Every text at any depth, with the names of fields. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

const countOf = (result: ProbeResult, text: string) => textsOf(result).filter((found) => found.includes(text)).length;

test('a secret is in no text of a result, whoever wrote it', () => {
  const before = countOf(makeFullResult(`before ${secret} after`), secret);
  assert.ok(before > 20);
  const result = redacted(`before ${secret} after`);
  assert.equal(countOf(result, secret), 0);
  assert.equal(countOf(result, 'before [redacted] after'), before);
});

test('a field that nobody has thought of is redacted like the others, at any depth', () => {
  const odd = { ...makeFullResult('fine'), later: { deep: [{ deeper: [[secret]] }], text: secret } };
  assert.equal(countOf(redactResult(odd, plain), secret), 0);
});

test('what is nested without end is cut off', () => {
  let nested: object = { text: secret };
  for (let depth = 0; depth < 1_000; depth += 1) nested = { nested };
  const odd = { ...makeFullResult('fine'), later: nested };
  assert.equal(countOf(redactResult(odd, plain), secret), 0);
});

test('controls, escapes and half characters are taken out, also where they hide a secret', () => {
  const result = redacted(`red \x1b[31m${secret.slice(0, 9)}\u200b${secret.slice(9)}\x07 \ud800 end`);
  assert.equal(result.problem?.message, 'red [redacted] \ufffd end');
  assert.equal(countOf(result, '\x1b'), 0);
});

test('all is short: texts, lists and headers', () => {
  const full = makeFullResult('x'.repeat(100_000));
  const many = Array.from({ length: 1_000 }, (_, number) => [`name-${number}`, 'value'] as const);
  const result = redactResult(
    {
      ...full,
      http: { ...full.http, headers: Object.fromEntries(many) },
      ws: { ...full.ws, events: Array.from({ length: 1_000 }, () => ({ atMs: 1, from: 'server', bytes: 1 })) },
    },
    plain,
  );
  assert.equal(result.http?.body?.length, 2_000);
  assert.equal(result.ws?.closeReason?.length, 300);
  assert.equal(result.ws?.events.length, 200);
  assert.equal(Object.keys(result.http?.headers ?? {}).length, 200);
  assert.ok(JSON.stringify(result).length < 30_000);
});

test('the beginning of a secret at the place where a body was cut is taken out', () => {
  const body = `${'x'.repeat(1_990)}${secret}`.slice(0, 2_000);
  assert.equal(redacted(body).http?.body, `${'x'.repeat(1_990)}[redacted…`.slice(0, 2_000));
});

test('the beginning of a secret is taken out also where little is left of what stood before it', () => {
  for (const length of [2_000, 8_000]) {
    const body = `${'\u200b'.repeat(length - 12)}${secret} and more`;
    assert.equal(redacted(body.slice(0, 2_000)).http?.body?.includes(secret.slice(0, 6)), false);
    assert.equal(redacted(body).http?.body?.includes(secret.slice(0, 6)), false);
  }
});

test('what a result is recognised by stays as it is', () => {
  const odd = createRedactResult(() =>
    createRedactor(['staging', 'passed', 'server', 'header', 'CLOSE_1011', 'welcome']),
  );
  const full = makeFullResult('fine');
  assert.deepEqual(odd(structuredClone(full), plain), {
    ...full,
    http: { ...full.http, headers: { '[redacted]': 'fine', fine: 'name' } },
  });
});

test('a code that does not look like one is redacted', () => {
  const full = makeFullResult('fine');
  const result = redactResult({ ...full, problem: { code: `E ${secret}`, message: '' } }, plain);
  assert.equal(result.problem?.code, 'E [redacted]');
});

test('a value that is a secret for the name of its header alone is taken out', () => {
  const full = makeFullResult('fine');
  const headers = { authorization: 'Basic dXNlcjpodW50ZXIy', 'content-type': 'text/html' };
  const result = redactResult({ ...full, http: { ...full.http, headers } }, plain);
  assert.ok(!JSON.stringify(result.http?.headers).includes('dXNlcjpodW50ZXIy'));
  assert.equal(result.http?.headers['content-type'], 'text/html');
});

const token = 'opaque0123456789token';
const socket: Probe = {
  ...makeHttpProbe(),
  kind: 'websocket',
  subprotocols: [],
  token: 'good',
  expect: [],
  typeAt: '/type',
  withinMs: 1,
  holdWith: 'nothing',
  sizes: [],
};
const carriers: Readonly<Record<string, Probe>> = {
  'a header': makeHttpProbe({ headers: { Authorization: `Bearer ${token}` } }),
  'a cookie': makeHttpProbe({ headers: { cookie: `theme=dark; session=${token}` } }),
  'the address': makeHttpProbe({ reach: { ...plain.reach, url: `wss://127.0.0.1/ws?token=${token}` } }),
  'the password of an address': makeHttpProbe({ reach: { ...plain.reach, url: `http://user:${token}@127.0.0.1/` } }),
  'the password of a proxy': makeHttpProbe({ reach: { ...plain.reach, proxy: `http://user:${token}@127.0.0.1/` } }),
  'a subprotocol': { ...socket, subprotocols: ['jwt', token] },
  'a subprotocol with a name before it': { ...socket, subprotocols: [`jwt.${token}`] },
  'the first message': { ...socket, firstMessage: JSON.stringify({ type: 'auth', token }) },
};

for (const [name, probe] of Object.entries(carriers)) {
  test(`a peer that repeats the token from ${name} tells nobody, also encoded`, () => {
    const encoded = Buffer.from(`user:${token}`).toString('base64');
    assert.equal(countOf(redacted(`you sent ${token}`, probe), token), 0);
    assert.equal(countOf(redacted(`you sent ${encoded}`, probe), encoded.slice(8, -4)), 0);
  });
}

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

test('a minted token is taken out by its looks', () => {
  const minted = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ana', iat: 1_700_000_000 })}.${'s1gn4ture'.repeat(4)}`;
  const probe = { ...socket, subprotocols: ['jwt', minted], headers: { authorization: `Bearer ${minted}` } };
  for (const text of [minted, `jwt.${minted}`, encodeURIComponent(minted), Buffer.from(minted).toString('base64')]) {
    assert.equal(countOf(redacted(`you sent ${text} twice`, probe), text), 0);
  }
});

test('the name of what is not configured is its address, and redacted', () => {
  const full = { ...makeFullResult('fine'), endpoint: `http://127.0.0.1/?token=${secret}` };
  const adHoc = makeHttpProbe({ isAdHoc: true });
  assert.equal(redactResult(full, adHoc).endpoint, 'http://127.0.0.1/?token=[redacted]');
});
