import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '#domain/operator-error.ts';
import { parseConfiguration } from './parse-configuration.ts';

// Named .txt so that no formatter mends them.
const fixtures = join(import.meta.dirname, 'fixtures');

for (const name of readdirSync(fixtures)) {
  test(`${name} is told as its first lines say`, () => {
    const text = readFileSync(join(fixtures, name), 'utf8');
    const lines = text.slice(0, text.indexOf('\n\n')).split('\n');
    const expected = lines.map((line) => line.replace(/^# /u, '')).join('\n');
    assert.equal(messageOf(text, basename(name, '.txt')), expected);
  });
}

test('an empty file is told how to begin', () => {
  for (const text of ['', '\n', '# nothing\n', '---\n']) {
    assert.match(messageOf(text), /e2e.yaml has a problem\n.*\n {4}the file is empty\n {4}→ add environments:/u);
  }
});

test('everything that the documentation lists is read, with defaults and absolute paths', () => {
  const text = readFileSync(join(import.meta.dirname, 'complete.yaml'), 'utf8');
  const { environments, suites, sweeps, history, slack, access } = parseConfiguration(text, '/repo/e2e/e2e.yaml');
  const staging = environments.get('staging');
  assert.deepEqual([...environments.keys()], ['staging', 'production']);
  assert.deepEqual(
    [staging?.deploy?.cwd, staging?.tlsCa, staging?.audit.files, history.data],
    ['/repo/e2e', '/repo/e2e/certificates/staging.pem', ['/repo/e2e/config/staging.env'], '/repo/e2e/history'],
  );
  assert.deepEqual(suites.get('contract'), {
    name: 'contract',
    runner: 'junit',
    command: ['make', 'contract', 'ROUNDS=3', '3', '1.10', 'true'],
    priority: 3,
    timeoutMs: 900_000,
    cwd: '/repo/contract',
    variables: { VERSION: '1.10', DEBUG: 'true' },
    environments: [],
    report: '/repo/e2e/reports/contract.xml',
    targets: ['api.staging.example.com'],
    prove: { cron: '17 3 * * *', most: 30 },
    quarantine: [{ test: 'contract.*slow*', owner: '@chat', until: '2026-12-31', reason: 'races with the agent' }],
  });
  assert.equal(sweeps.get('hourly')?.environment, 'staging');
  assert.deepEqual([slack, access?.run], [{ channel: '#staging', command: '/e2e' }, ['@backend', 'ada@example.com']]);
});

test('a name that every object has is a name like any other', () => {
  const suite = '{ runner: pytest, command: [pytest] }';
  const { suites } = parseConfiguration(
    `environments: { toString: {} }\nsuites: { constructor: ${suite}, hasOwnProperty: ${suite} }`,
    '/e2e.yaml',
  );
  assert.deepEqual([...suites.keys()], ['constructor', 'hasOwnProperty']);
  assert.equal(suites.get('valueOf'), undefined);
});

test('anchors and merge keys are understood', () => {
  const { suites } = parseConfiguration(
    'environments: { staging: {} }\nsuites:\n  a: &a { runner: pytest, command: [pytest] }\n  b: { <<: *a, priority: 1 }\n',
    '/e2e.yaml',
  );
  assert.deepEqual(suites.get('b')?.command, ['pytest']);
});

test('a file with a thousand mistakes is told in fifty', () => {
  const wrong = Array.from({ length: 1_000 }, (_, index) => `  s${index}: { runner: pytest }`).join('\n');
  const message = messageOf(`environments: { staging: {} }\nsuites:\n${wrong}\n`);
  assert.match(message, /^e2e.yaml has 1000 problems\n/u);
  assert.match(message, /\n… and 950 more$/u);
});

test('files that are built to break the reader are refused', () => {
  const deep = 20_000;
  for (const text of [
    '['.repeat(deep),
    '- '.repeat(deep),
    '{a: '.repeat(deep),
    '!x '.repeat(deep),
    '\0',
    '\uFEFF\u{1F4A9}',
  ]) {
    assert.match(messageOf(text), /^e2e.yaml has /u);
  }
});

test('a value where a secret belongs is not repeated', () => {
  const text = 'environments: { s: { credentials: { a: { jwt: { secret: 73510 } }, b: { static: [hunter2] } } } }';
  const message = messageOf(text);
  assert.match(message, /credentials.a.jwt.secret/u);
  assert.doesNotMatch(message, /73510|hunter2/u);
});

function messageOf(text: string, name = 'e2e.yaml'): string {
  try {
    parseConfiguration(text, `/repo/${name}`);
  } catch (error) {
    assert.ok(error instanceof OperatorError, String(error));
    assert.equal(error.code, 'BAD_CONFIGURATION');
    return error.message;
  }
  throw new assert.AssertionError({ message: 'nothing was found' });
}
