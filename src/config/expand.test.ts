import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment, Suite } from '#domain/configuration.ts';
import { expandCommand, suiteVariables } from './expand.ts';
import { parseConfiguration } from './parse-configuration.ts';

const { environments, suites } = parseConfiguration(
  `
environments:
  staging:
    services: { api: { url: https://api.example.com }, auth: { url: { env: AUTH_URL } } }
    websockets: { chat: { url: wss://api.example.com/ws } }
  other: {}
suites:
  critical:
    runner: pytest
    command: [pytest, "--base=\${services.api.url}/v1", "\${HOME}"]
    environments: [staging]
    environment:
      API: "\${services.api.url}"
      BOTH: "\${services.auth.url} and \${websockets.chat.url}"
      TOKEN: { env: E2E_TOKEN }
      PORT: 08
`,
  '/repo/e2e.yaml',
);
const staging = named(environments, 'staging');
const critical = named(suites, 'critical');

test('placeholders and variables of a suite are filled in', () => {
  const variables = { AUTH_URL: 'https://auth.example.com', E2E_TOKEN: '${services.api.url}' };
  assert.deepEqual(suiteVariables(critical, staging, variables), {
    API: 'https://api.example.com',
    BOTH: 'https://auth.example.com and wss://api.example.com/ws',
    TOKEN: '${services.api.url}',
    PORT: '08',
  });
});

test('all variables that are not set are named at once, with what needs them', () => {
  assert.throws(() => suiteVariables(critical, staging, { OTHER: 'x' }), {
    code: 'MISSING_VARIABLE',
    message: '2 variables that "critical" needs are not set: AUTH_URL (for BOTH), E2E_TOKEN (for TOKEN)',
  });
  assert.throws(() => suiteVariables(critical, staging, { AUTH_URL: 'https://auth.example.com' }), {
    message: 'The variable "E2E_TOKEN" is not set',
  });
});

test('in a command only our placeholders are replaced', () => {
  assert.deepEqual(expandCommand(critical.command, staging, {}), [
    'pytest',
    '--base=https://api.example.com/v1',
    '${HOME}',
  ]);
});

test('a missing variable is told when it is used, with its name', () => {
  assert.throws(() => suiteVariables(critical, staging, { AUTH_URL: 'https://auth.example.com', E2E_TOKEN: '' }), {
    code: 'MISSING_VARIABLE',
    message: 'The variable "E2E_TOKEN" is not set',
  });
});

test('a placeholder that names nothing in an environment is told, also one from an older configuration', () => {
  assert.throws(() => suiteVariables(critical, named(environments, 'other'), {}), {
    code: 'UNKNOWN_ENDPOINT',
    message: '"${services.api.url}" names nothing in the environment "other"',
  });
});

test('a service named like a part of every object is only found when it is configured', () => {
  const suite: Pick<Suite, 'name' | 'variables'> = { name: 'odd', variables: { X: '${services.constructor.url}' } };
  assert.throws(() => suiteVariables(suite, staging, {}), { code: 'UNKNOWN_ENDPOINT' });
});

function named<Value extends Environment | Suite>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name);
  assert.ok(value !== undefined);
  return value;
}
