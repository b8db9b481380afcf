import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { needs } from '#testing/tools.ts';

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
  const wrapped = Buffer.from(secret).toString('base64').replaceAll(/.{9}/g, '$&\n');
  const others = [jwt, 'aaaaaaaab', 'aaaaaa-secondaaaaab', wrapped, `${secret.slice(0, 9)}...`, `…${secret.slice(9)}`];
  for (const encoded of [...Object.values(encodingsOf(secret)), ...others]) {
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

const printedByPython = `
import base64, html, json, shlex, sys, urllib.parse
for secret in json.load(sys.stdin):
    print(json.dumps([
        json.dumps(secret), json.dumps({"a": [secret]}, ensure_ascii=False), repr(secret), repr(secret + "'"),
        repr(secret + "'" + '"'), ascii(secret), ascii(secret + "'" + '"'), repr(secret.encode()), str([secret.encode() + b"'\\""]),
        secret.encode("unicode_escape").decode(), urllib.parse.quote(secret), urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret), urllib.parse.urlencode({"a": secret}), html.escape(secret),
        html.escape(secret, quote=False), shlex.quote(secret), json.dumps(json.dumps(secret)), secret.encode().hex(),
        base64.encodebytes(b"PATH=/usr/bin:/bin\\n" * 5 + b"KEY=" + secret.encode() + b"\\n" + b"x" * 99).decode(),
        base64.encodebytes(b"PATH=/usr/bin:/bi" * 5 + secret.encode() * 4).decode(),
    ]))
`;

test('a secret is taken out however Python prints it', needs('pytest'), () => {
  const secrets = [
    "it's~a/päss",
    String.raw`back\slash-wörd€😀`,
    `both'"<&>!(x)*`,
    'plain-secret-0123456789',
    'a\tb\tcdef"g',
  ];
  const input = JSON.stringify(secrets);
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', printedByPython], { input, encoding: 'utf8' });
  assert.equal(stderr, '');
  const lines = stdout.trim().split('\n');
  assert.equal(lines.length, secrets.length);
  for (const [index, line] of lines.entries()) {
    const one = secrets[index] ?? '';
    const { redact } = createRedactor([one]);
    const printed: unknown = JSON.parse(line);
    assert.ok(Array.isArray(printed));
    for (const text of printed.map(String)) {
      const redacted = redact(text);
      assert.match(redacted, /\[redacted\]/, text);
      assert.equal(text.split('\n').length, redacted.split('\n').length);
    }
  }
});

test('base64 is found wherever a line end breaks it', () => {
  const one = 'service-secret-0123456789abcdef';
  const { redact } = createRedactor([one]);
  for (let before = 0; before < 80; before += 1) {
    const text = Buffer.from(`${'x'.repeat(before)}${one}yyyyy`).toString('base64');
    for (const width of [20, 64, 76]) {
      const wrapped = text.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
      const kept = redact(wrapped).replaceAll('[redacted]', '');
      const core = Buffer.from(one).toString('base64').slice(0, -2);
      assert.ok(wrapped.replaceAll('\n', '').length - kept.replaceAll('\n', '').length >= core.length - 5, wrapped);
    }
  }
});

test('what a cut has left of a secret is taken out on both sides of it', () => {
  const { redact } = createRedactor(['CANARY8e74223f', 'https://key@sentry.example.com/1']);
  const told: Readonly<Record<string, string>> = {
    'SKIPPED (because CANARY8e74...)': 'SKIPPED (because [redacted]...)',
    'because CANARY…': 'because [redacted]…',
    "'xCANARY8'... 90 more characters": "'x[redacted]'... 90 more characters",
    "assert 'aCANARY8e...ARY8e74223f' == 'b'": "assert 'a[redacted]...[redacted]' == 'b'",
    'CANARY8 [...] 74223f': '[redacted] [...] [redacted]',
    'one CANARY8... two CANARY8...': 'one [redacted]... two [redacted]...',
    'CANAR... and ...4223f': 'CANAR... and ...4223f',
    'GET https://... and CANARY8 test ... ok': 'GET https://... and CANARY8 test ... ok',
    'waiting ...\nCANARY8': 'waiting ...\nCANARY8',
  };
  for (const [text, expected] of Object.entries(told)) assert.equal(redact(text), expected);
});

test('a secret is taken out with characters in it that nobody sees', () => {
  const { redact } = createRedactor(['CANARY8e74223f']);
  assert.equal(redact('a CAN\u200dARY8e\ufe0f\u200c74223f\u200d b'), 'a [redacted]\u200d b');
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

function msOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

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
    '...',
    '…',
    'aaaaaa…',
    'x...aaaaaa',
    "a'...",
    'YWFhYW\n',
    'YW\n\u200d',
    'aaaaaaaa\u200d',
    'Bearer aaaaaaaaaaaaaaaaaaaab aaaaaaaaaaaaaaaaaaaaa ',
  ];
  for (const piece of pieces) {
    // The least of three: whatever else the machine does only adds.
    const [short, long] = [2 ** 17, 2 ** 20].map((length) => {
      const text = piece.repeat(length / piece.length);
      return Math.min(...[1, 2, 3].map(() => msOf(() => redactor.redact(text))));
    });
    assert.ok((long ?? 0) < 40 * Math.max(short ?? 0, 5), `"${piece}" took ${short} ms, then ${long} ms`);
  }
});

test('what could not be offered as a subprotocol is a token that stands where it must not', () => {
  const { redact } = createRedactor([]);
  assert.equal(
    redact('ValueError: invalid subprotocol: b3BhcXVl/token+0123456789=='),
    'ValueError: invalid subprotocol: [redacted]',
  );
  assert.equal(redact('invalid subprotocol: jwt, chat'), 'invalid subprotocol: jwt, chat');
});

test('what is left of a token that was cut in its middle is taken out to its end', () => {
  const [header, payload, signature] = jwt.split('.');
  const cut = `${header}.${payload?.slice(0, 4)}...${payload?.slice(-4)}.${signature}`;
  assert.equal(plain.redact(`bearer('${cut}')`), "bearer('[redacted]')");
});
