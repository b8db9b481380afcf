import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placeholderIn } from './placeholder.ts';
import { isSecretName, weaknessOf } from './secret-strength.ts';

test('what nobody has filled in is seen, whatever it stands for', () => {
  for (const value of [
    '',
    '  ',
    'changeme',
    'CHANGE_ME',
    'please-change-this',
    'replace-me',
    'TODO',
    'todo: ask ops',
    'FIXME',
    'xxx',
    'XXXXXX',
    '***',
    '...',
    '<your secret>',
    '<API_KEY>',
    'https://<host>/x',
    '${JWT_SECRET}',
    'a-${NAME}-b',
    '{{ secret }}',
    '$(SECRET)',
    '%(DB_PASSWORD)s',
    'your-secret-here',
    'your_api_key',
    'your-256-bit-secret',
    'insert-token-here',
    'AKIAIOSFODNN7EXAMPLE',
    'to_be_defined',
    'placeholder',
  ]) {
    assert.notEqual(placeholderIn(value, false), undefined, value);
  }
});

test('a word that everybody would try is no secret, but may be a setting', () => {
  for (const value of [
    'secret',
    'password123',
    'test',
    'admin',
    'none',
    'aaaaaaaaaaaaaaaa',
    'dev-secret'.slice(0, 3),
  ]) {
    assert.notEqual(placeholderIn(value, true), undefined, value);
    assert.equal(placeholderIn(value, false), undefined, value);
  }
});

test('real values are left alone', () => {
  for (const value of [
    'https://api.staging.example.com',
    'postgres://u:p4ss@db:5432/x',
    'staging',
    '8080',
    'info',
    'k7Jd93hFq0zLm2xR',
    'todoist.example.com',
    'https://yourcompany.example.com',
    'Extra',
    'a b c',
    'x',
    '{"a":1}',
    'sha256:0ab1',
  ]) {
    assert.equal(placeholderIn(value, false), undefined, value);
  }
});

test('a name says whether it holds a secret or speaks of one', () => {
  for (const name of [
    'JWT_SECRET_KEY',
    'SERVICE_SECRET',
    'DB_PASSWORD',
    'api.token',
    'STRIPE_KEY',
    'SESSION_COOKIE_KEY',
  ])
    assert.ok(isSecretName(name), name);
  for (const name of [
    'AUTH_SERVICE_URL',
    'TOKEN_TTL',
    'JWT_ALGORITHM',
    'KEY_PATH',
    'AUTH_ENABLED',
    'PORT',
    'JWT_ISSUER',
    'SESSION_TIMEOUT',
  ])
    assert.ok(!isSecretName(name), name);
});

test('a secret is long and of many characters', () => {
  for (const weak of ['short', 'abcdefghijklmnop', '1234567890123456', 'abababababababab'])
    assert.notEqual(weaknessOf(weak), undefined, weak);
  for (const strong of ['k7Jd93hFq0zLm2xR', 'correct horse battery staple', '0f1e2d3c4b5a69788796a5b4c3d2e1f0'])
    assert.equal(weaknessOf(strong), undefined, strong);
});

test('hostile values take no time', () => {
  const started = performance.now();
  for (const value of [
    '<'.repeat(400),
    'your-'.repeat(90),
    '${'.repeat(240),
    `${'a'.repeat(499)}!`,
    'x'.repeat(1_000_000),
  ])
    placeholderIn(value, true);
  assert.ok(performance.now() - started < 200);
});
