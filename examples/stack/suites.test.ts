import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { suiteVariables } from '#config/expand.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { needs } from '#testing/tools.ts';
import { faults, type Fault } from './faults.ts';
import { startStack, type Stack } from './start-stack.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '..');
const configuration = await loadConfiguration({ cwd: examples, variables: {} });

const sockets = [1, 2, 3, 4, 9, 12, 13, 14, 16, 22, 23, 24, 25];
const all = Array.from({ length: 25 }, (_, index) => index + 1);

interface Expectation {
  /** Numbers of the tests that are run. */
  readonly tried: readonly number[];
  readonly red: readonly number[];
  readonly says: RegExp;
}

const expectations: Readonly<Record<Exclude<Fault, 'handler-error'>, Expectation>> = {
  'handler-crash': { tried: [1, 3, 5], red: [1, 3], says: /no close frame received or sent \(1006\)/u },
  'accept-delayed': { tried: [3, 7, 19], red: [3], says: /handshake has timed out/u },
  'upgrade-not-forwarded': { tried: [1, 3, 19], red: [1, 3], says: /Unexpected server response: 404/u },
  'route-missing': { tried: [1, 3, 19], red: [1, 3], says: /Unexpected server response: 403/u },
  'no-healthy-upstream': { tried: [1, 5, 19, 20], red: [1, 5, 19, 20], says: /Unexpected server response: 503/u },
  'subprotocol-not-selected': { tried: [1, 2, 3], red: [2], says: /Server sent no subprotocol/u },
  'idle-timeout': { tried: [1, 3, 25], red: [25], says: /a quiet connection must stay open/u },
  'message-too-big': { tried: [3, 16], red: [16], says: /received 1009 \(message too big\)/u },
  'service-restart': { tried: [1, 3, 25], red: [3, 25], says: /received 1012 \(service restart\)/u },
  'concurrency-limit': { tried: [1, 3, 4], red: [4], says: /Unexpected server response: 503/u },
  'token-secret-mismatch': { tried: [1, 7, 10, 19], red: [1, 7, 10], says: /401/u },
  'auth-service-down': { tried: [1, 5, 7, 19], red: [1, 7, 19], says: /login: UND_ERR_SOCKET/u },
  'backend-slow': { tried: [15, 20], red: [15], says: /median of 20 requests took/u },
  'dependency-hanging': { tried: [1, 5, 10], red: [10], says: /no answer within 4000 ms/u },
  'database-down': { tried: [1, 10, 19], red: [10, 19], says: /disconnected/u },
  'discovery-entry-dead': { tried: [5, 6], red: [5], says: /memory at \/mcp\/memory/u },
  'stale-version': { tried: [19, 20], red: [20], says: /runs another version than was deployed/u },
  'event-missing': { tried: [1, 12, 13], red: [12, 13], says: /tool_completed/u },
  'event-out-of-order': { tried: [1, 12, 24], red: [12, 24], says: /agent_thinking/u },
  'event-cross-user': { tried: [3, 9], red: [9], says: /events of another user/u },
  'model-stalled': { tried: [1, 3], red: [3], says: /no event after agent_thinking within 4000 ms/u },
};

describe('the suites of the examples', { concurrency: 2 }, () => {
  for (const [suite, count] of [
    ['critical', 25],
    ['websocket-events', 5],
  ] as const) {
    test(`${suite} is green on a healthy stack`, async () => {
      const { red, passed, output } = await runSuite(suite, await startStack({ pace: 0.25 }));
      assert.deepEqual({ red, passed }, { red: [], passed: count }, output);
    });
  }

  for (const [suite, count] of [
    ['critical-py', 25],
    ['websocket-events-py', 5],
  ] as const) {
    test(`${suite} is green on a healthy stack`, needs('pytest', 'httpx'), async () => {
      const output = await runPytest(suite, await startStack({ pace: 0.25 }));
      assert.match(output, new RegExp(`= ${count} passed in`, 'u'));
    });
  }

  test('no test is green on a dead stack', async () => {
    const stack = await startStack();
    await stack.close();
    const critical = await runSuite('critical', stack);
    const events = await runSuite('websocket-events', stack);
    assert.deepEqual([critical.red, critical.passed, events.red.length, events.passed], [all, 0, 5, 0]);
  });

  test('a handler that raises turns exactly the tests with a socket red, with its 1011', async () => {
    const { red, output } = await runSuite('critical', await startStack({ faults: ['handler-error'] }));
    assert.deepEqual(red, sockets);
    assert.equal(output.match(/received 1011 \(internal error\) Internal error/gu)?.length, sockets.length);
  });

  test('a handler that raises is 1011 for pytest too', needs('pytest', 'httpx'), async () => {
    const output = await runPytest('websocket-events-py', await startStack({ faults: ['handler-error'] }));
    assert.match(output, /ConnectionClosedError: received 1011 .* Internal error/u);
    assert.match(output, /= 3 failed, 2 passed in/u);
  });

  for (const [fault, { tried, red, says }] of Object.entries(expectations)) {
    test(`${fault} turns tests red that show it, and others not`, async () => {
      const outcome = await runSuite('critical', await startStack({ faults: [fault], pace: 0.25 }), tried);
      assert.deepEqual(outcome.red, red, outcome.output);
      assert.match(outcome.output, says);
    });
  }

  test('every fault has a test', () => {
    assert.deepEqual([...Object.keys(expectations), 'handler-error'].sort(), Object.keys(faults).sort());
  });
});

interface Outcome {
  readonly red: readonly number[];
  readonly passed: number;
  readonly output: string;
}

async function runSuite(name: string, stack: Stack, only: readonly number[] = all): Promise<Outcome> {
  const filter = only.length === all.length ? [] : [`--test-name-pattern=^test_0*(${only.join('|')})_`];
  const output = await runCommand(name, stack, ([, ...rest]) => [
    process.execPath,
    '--test-reporter=tap',
    ...filter,
    ...rest,
  ]);
  const lines = [...output.matchAll(/^(not )?ok \d+ - test_(\d*)/gmu)];
  const red = lines.filter(([, not]) => not !== undefined).map(([, , number]) => Number(number));
  return { red, passed: lines.length - red.length, output };
}

async function runPytest(name: string, stack: Stack): Promise<string> {
  return runCommand(name, stack, (command) => [...command, '-p', 'no:cacheprovider']);
}

async function runCommand(
  name: string,
  stack: Stack,
  change: (command: readonly string[]) => string[],
): Promise<string> {
  const suite = configuration.suites.get(name);
  const environment = configuration.environments.get('staging');
  assert.ok(suite !== undefined && environment !== undefined);
  const [program = '', ...words] = change(suite.command);
  const variables = suiteVariables(suite, environment, stack.variables);
  const child = spawn(program, words, {
    cwd: suite.cwd,
    env: { ...variables, PYTHONDONTWRITEBYTECODE: '1' },
    timeout: 60_000,
  });
  try {
    return await text(child.stdout);
  } finally {
    await stack.close();
  }
}
