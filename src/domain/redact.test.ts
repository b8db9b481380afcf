import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedactor, namesTooShortToRedact } from './redact.ts';

const secret = 'p@ss/w0rd+hünter2?&"x"';
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${'sIg-_9'.repeat(7)}`;
const plain = createRedactor([]);

function encodingsOf(text: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(text);
  const inside = (before: string): string => Buffer.from(`${before}${text}after`).toString('base64');
  return {
    plain: text,
    base64: bytes.toString('base64'),
    'base64 without padding': bytes.toString('base64').replaceAll('=', ''),
    base64url: bytes.toString('base64url'),
    'base64, first alignment': inside(''),
    'base64, second alignment': inside('x'),
    'base64, third alignment': inside('xy'),
    'base64, user and password': Buffer.from(`user:${text}`).toString('base64'),
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    URL: encodeURIComponent(text),
    'form field': new URLSearchParams({ a: text }).toString().slice(2),
    'lower-case URL': encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
    JSON: JSON.stringify(text).slice(1, -1),
  };
}

test('a secret is taken out in every encoding, and the text around it stays', () => {
  for (const one of [secret, 'Zq8!xkcd', 'service-secret-0123456789abcdef', 'ab cd ef']) {
    const { redact } = createRedactor([one]);
    for (const [name, encoded] of Object.entries(encodingsOf(one))) {
      const redacted = redact(`<<${encoded}>>`);
      assert.match(redacted, /^<<\w{0,8}\[redacted\][\w=]{0,12}>>$/, `${name} of ${one}`);
    }
  }
});

test('a secret is found wherever a stream of pieces is split', () => {
  const redactor = createRedactor([secret, 'aaaaab', 'aaaaaa-second']);
  for (const encoded of [...Object.values(encodingsOf(secret)), jwt, 'aaaaaaaab', 'aaaaaa-secondaaaaab']) {
    const text = `one ${encoded} two ${encoded}\nthree`;
    for (let at = 1; at < text.length; at += 1) {
      const stream = redactor.stream();
      const told = stream.push(text.slice(0, at)) + stream.push(text.slice(at)) + stream.end();
      assert.equal(told, redactor.redact(text), `split at ${at}`);
    }
    const stream = redactor.stream();
    const told =
      Array.from(text)
        .map((letter) => stream.push(letter))
        .join('') + stream.end();
    assert.equal(told, redactor.redact(text), 'letter by letter');
  }
});

test('a stream holds back no more than what may be the beginning of a secret', () => {
  const stream = createRedactor(['supersecret']).stream();
  assert.equal(stream.push('hello wor'), 'hello wor');
  assert.equal(stream.push('ld supers'), 'ld ');
  assert.equal(stream.push('onic!'), 'supersonic!');
  assert.equal(stream.push('\nnext line\n'), '\nnext line\n');
});

test('a stream holds back a bounded amount of a token without end', () => {
  const stream = plain.stream();
  let told = stream.push('Authorization: Bearer ');
  for (let count = 0; count < 64; count += 1) told += stream.push('a1B2'.repeat(1024));
  told += `${stream.push(' and on')}${stream.end()}`;
  assert.equal(told, 'Authorization: Bearer [redacted] and on');
});

test('tokens of well-known kinds are taken out without being configured', () => {
  const told: Readonly<Record<string, string>> = {
    [`token=${jwt};`]: 'token=[redacted];',
    [`"jwt.${jwt}"`]: '"jwt.[redacted]"',
    [String.raw`"line\n${jwt}"`]: String.raw`"line\n[redacted]"`,
    'GET / Authorization: Bearer abc123def456': 'GET / Authorization: Bearer [redacted]',
    'authorization: Basic dXNlcjpwYXNz': 'authorization: Basic [redacted]',
    "{'Authorization': 'Bearer s3cr3t-value'}": "{'Authorization': 'Bearer [redacted]'}",
    '{"Authorization":"opaque value"}': '{"Authorization":"[redacted]"}',
    "(b'authorization', b'Bearer s3cr3t-value')": "(b'authorization', b'Bearer [redacted]')",
    'Authorization: Digest username="u", response="6629fae"': 'Authorization: Digest [redacted]',
    'curl -H "Authorization: Token 0123456789"': 'curl -H "Authorization: Token [redacted]"',
    'xoxb-1234567890-abcdefghij, xapp-1-A0-123-abc': '[redacted], [redacted]',
    'xoxe.xoxp-1-abcdefghij': '[redacted]',
    'id AKIAIOSFODNN7EXAMPLE.': 'id [redacted].',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY': 'aws_secret_access_key = [redacted]',
    'postgres://user:p@ss:word@db:5432/x?a=b@c': 'postgres://user:[redacted]@db:5432/x?a=b@c',
    'https://0123456789abcdef0123@github.com/x': 'https://[redacted]@github.com/x',
  };
  for (const [text, expected] of Object.entries(told)) assert.equal(plain.redact(text), expected);
});

test('text that only looks a little like a secret stays', () => {
  for (const text of [
    'FAILED tests/test_a.py::test_bearer_token[eyJ] - AssertionError: bearer authentication failed',
    'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
    'the Authorization header is missing',
    'Authorization: required',
    'wss://api.staging.example.com/ws?user=a@b.c and mail to a@b.c',
    'git@github.com:a/b.git http://127.0.0.1:8080/health',
    'xox xapp AKIA ASIA',
    '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUTjXNMh2\n-----END CERTIFICATE-----',
  ])
    assert.equal(plain.redact(text), text);
});

test('the body of a private key is taken out line by line, also behind a prefix, escaped, and in pieces', () => {
  const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', 'ab+/=='];
  const lines = ['-----BEGIN RSA PRIVATE KEY-----', ...body, '-----END RSA PRIVATE KEY-----', 'and then on with text'];
  for (const text of [lines.join('\n'), lines.join('\nE   '), lines.join('\r\n')]) {
    const expected = body.reduce((rest, line) => rest.replace(line, '[redacted]'), text);
    assert.equal(plain.redact(text), expected);
    for (const size of [1, 7, 40]) {
      const stream = plain.stream();
      let told = '';
      for (let at = 0; at < text.length; at += size) told += stream.push(text.slice(at, at + size));
      assert.equal(told + stream.end(), expected);
    }
  }
  assert.doesNotMatch(plain.redact(lines.join(String.raw`\n`)), /MIIE|BKcw/);
});

test('each line of a secret with several lines is taken out', () => {
  const { redact } = createRedactor(['first-line\nsecond-line\n']);
  assert.equal(redact('E  first-line\nE  second-line'), 'E  [redacted]\nE  [redacted]');
});

test('what was redacted stays as it is when it is redacted again', () => {
  for (const text of [
    `a ${jwt}`,
    'Authorization: Bearer abc123def456',
    'redis://:hunter2@h',
    '{"Authorization":"Key abcdef"}',
  ])
    assert.equal(plain.redact(plain.redact(text)), plain.redact(text));
});

test('secrets too short to be taken out are named', () => {
  const secrets = { PIN: '12345', EMPTY: '', BLANK: '   ', LONG: '123456', PADDED: ' 1234 ' };
  assert.deepEqual(namesTooShortToRedact(secrets), ['PIN', 'PADDED']);
  assert.equal(createRedactor(Object.values(secrets)).redact('12345 a 1234'), '12345 a 1234');
});

test('time grows linearly with the text, whatever it is', () => {
  const redactor = createRedactor(['a'.repeat(500), 'ab'.repeat(200), secret]);
  const pieces = [
    'eyJ',
    'eyJhbGciOi.',
    'Bearer ',
    'Authorization: "',
    'authorization:',
    'xoxb',
    '://',
    '://a:',
    '-----BEGIN PRIVATE KEY-----',
    'a',
    'ab',
    'AKIA',
    '-----BEGIN ',
    '_secret_access_key=',
    'ZXlK',
    '-----BEGIN RSA',
    'uthorization \\',
    '=',
  ];
  for (const piece of pieces) {
    const [short, long] = [2 ** 17, 2 ** 20].map((length) => {
      const text = piece.repeat(length / piece.length);
      const startedAt = performance.now();
      redactor.redact(text);
      return performance.now() - startedAt;
    });
    assert.ok((long ?? 0) < 40 * Math.max(short ?? 0, 5), `"${piece}" took ${short} ms, then ${long} ms`);
  }
});
