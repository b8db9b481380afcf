import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfiguration } from './parse-configuration.ts';
import { createConfiguredRedactor, secretsOf } from './secrets.ts';

const configuration = parseConfiguration(
  `
environments:
  staging:
    services:
      api: { url: { env: API_URL }, headers: { X-Api-Key: literal-key, Accept: text/html, X-Probe: { env: PROBE } } }
      old: { url: "https://user:pa%20ss@old.example.com" }
    credentials:
      one: { jwt: { alg: HS256, secret: { env: JWT_SECRET_KEY } } }
      two: { login: { service: api, path: /login, token: /t, body: { user: e2e, password: { env: PASSWORD } } } }
      three: { static: literal-token }
    audit: { required: [SERVICE_SECRET, REGION, ABSENT_SECRET] }
suites:
  critical:
    runner: pytest
    command: [pytest]
    environment:
      URL: { env: API_URL }
      LEVEL: { env: LEVEL }
      TOKEN: { env: E2E_TOKEN }
      OPAQUE: { env: OPAQUE }
      EXPECTED_VERSION: { env: OPAQUE_VERSION }
      GIT_SHA: { env: OPAQUE_VERSION }
      DSN: { env: DSN }
      MY_API_KEY: written-into-the-file
      PLAIN: "\${services.api.url}"
history: { url: { env: DATABASE_URL } }
`,
  '/repo/e2e.yaml',
);

const variables = {
  API_URL: 'https://api.example.com',
  PROBE: 'probe-value',
  JWT_SECRET_KEY: 'jwt-secret',
  PASSWORD: 'pw',
  SERVICE_SECRET: 'service-secret',
  REGION: 'europe-west1',
  E2E_TOKEN: 'tok-1',
  LEVEL: 'debug',
  OPAQUE: 'b7d5a0c1e2',
  OPAQUE_VERSION: '4f9c01d2a7b36e58',
  DSN: 'https://key@sentry.example.com/1',
  DATABASE_URL: 'postgres://me:db-password@db/teneleven',
  SLACK_BOT_TOKEN: 'xoxb-1',
};

test('everything secret is found with its name, and addresses and plain words are not', () => {
  assert.deepEqual(secretsOf(configuration, variables), {
    SLACK_BOT_TOKEN: 'xoxb-1',
    JWT_SECRET_KEY: 'jwt-secret',
    PASSWORD: 'pw',
    'staging.credentials.three.static': 'literal-token',
    'staging.services.api.headers.X-Api-Key': 'literal-key',
    PROBE: 'probe-value',
    DATABASE_URL: 'postgres://me:db-password@db/teneleven',
    E2E_TOKEN: 'tok-1',
    OPAQUE: 'b7d5a0c1e2',
    DSN: 'https://key@sentry.example.com/1',
    'critical.environment.MY_API_KEY': 'written-into-the-file',
    SERVICE_SECRET: 'service-secret',
    'staging.old.url (password)': 'pa ss',
    'history.url (password)': 'db-password',
  });
});

test('the redactor takes them out of text', () => {
  const { redact } = createConfiguredRedactor(configuration, variables);
  const text = redact('GET https://api.example.com with literal-token and jwt-secret');
  assert.doesNotMatch(text, /literal-token|jwt-secret/u);
  assert.match(text, /^GET https:\/\/api\.example\.com with /u);
});

test('secrets that stand in argv behind an option that names them are found; paths, kinds, placeholders and plain words are not', () => {
  const { environments, suites } = parseConfiguration(
    `
environments:
  staging:
    services: { api: { url: http://127.0.0.1:1 } }
    deploy:
      command: [./deploy, --token, d3ploy-t0ken, --api-key=k3y-1234, --key-file, keys/s3cret.pem, --private-key, ./k3y.pem, DB_PASSWORD=db-p4ss]
      expectVersion: { command: [version, --auth-token, v3rsion-t0k] }
      repairs: { restart: { command: [restart, --secret, r3start-s3cret, --auth, none-such, --token, "\${services.api.url}"] } }
suites:
  critical: { runner: pytest, command: [pytest, -k, key, --password, su1te-pass, --session-id, ab12cd34, --token, --verbose] }
`,
    '/repo/e2e.yaml',
  );
  const found = secretsOf(
    { ...configuration, environments, suites, history: { ...configuration.history, url: undefined } },
    {},
  );
  assert.deepEqual(Object.values(found).toSorted(), [
    'd3ploy-t0ken',
    'db-p4ss',
    'k3y-1234',
    'r3start-s3cret',
    'su1te-pass',
    'v3rsion-t0k',
  ]);
});
