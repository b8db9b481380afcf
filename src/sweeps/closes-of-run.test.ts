import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Environment } from '#domain/configuration.ts';
import type { TestResult } from '#domain/test-result.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { makeRun } from '#testing/make-run.ts';

import { closesOfRun } from './closes-of-run.ts';
import { followRunCloses } from './follow-run-closes.ts';

const configuration = parseConfiguration(
  `
environments:
  staging:
    services: { api: { url: 'https://api.example.com', version: /version } }
    websockets: { chat: { url: 'wss://api.example.com/ws' }, agents: { url: 'wss://api.example.com/ws/agents' } }
  small:
    websockets: { only: { url: 'wss://small.example.com/ws' } }
`,
  '/nowhere/e2e.yaml',
);

function environmentNamed(name: string): Environment {
  const found = configuration.environments.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

const closed = 'received 1011 (internal error); then sent 1011 (internal error)';
const run = makeRun({ state: 'failed', endedAt: '2026-03-02T10:00:42.000Z', versions: { api: 'v7' } });

function red(id: string, details: string): TestResult {
  return {
    id,
    outcome: 'failed',
    durationMs: 1,
    attempts: 1,
    failure: { type: 'ConnectionClosedError', message: closed, details },
  };
}

test('the endpoint is the one whose address or path the output names', () => {
  const tests = [
    red('one', 'connect(wss://api.example.com/ws/agents)'),
    red('two', 'GET /ws HTTP/1.1'),
    red('three', 'GET /ws HTTP/1.1'),
    red('four', 'who knows'),
  ];
  const lines = closesOfRun(run, tests, { environment: environmentNamed('staging'), variables: {} });
  const line = {
    minuteAt: '2026-03-02T10:00:00.000Z',
    environment: 'staging',
    code: 1011,
    closedBy: 'server',
  } as const;
  const rest = { reason: 'empty', source: 'run' } as const;
  assert.deepEqual(lines, [
    { ...line, endpoint: 'agents', ...rest, version: 'v7', count: 1 },
    { ...line, endpoint: 'chat', ...rest, version: 'v7', count: 2 },
    { ...line, endpoint: '?', ...rest, version: undefined, count: 1 },
  ]);
});

test('where there is one websocket it is that one', () => {
  const [line] = closesOfRun(run, [red('one', '')], { environment: environmentNamed('small'), variables: {} });
  assert.equal(line?.endpoint, 'only');
});

test('what passed tells of nothing', () => {
  const passed = { ...red('one', ''), outcome: 'flaky' } as const;
  assert.deepEqual(closesOfRun(run, [passed], { environment: environmentNamed('small'), variables: {} }), []);
});

test('a run is in the ledger once, however often its record changes, and not again after a restart', async () => {
  const ended = { ...run, environment: 'small' };
  const memory = createMemoryStore({ runs: [ended] });
  const listeners = new Set<(id: string) => void>();
  const store = {
    ...memory,
    runs: { ...memory.runs, tests: async () => [red('one', '')] },
    subscribe: (listener: (id: string) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const stop = new AbortController();
  const at = (time: string) => ({
    store,
    configuration: () => configuration,
    variables: {},
    now: () => new Date(time),
    onTrouble: (error: unknown) => assert.fail(String(error)),
  });
  const first = followRunCloses(at('2026-03-02T09:00:00Z'), stop.signal);
  for (let change = 0; change < 3; change += 1) for (const listener of listeners) listener(ended.id);
  await first.settled();
  stop.abort();
  const second = followRunCloses(at('2026-03-02T10:01:00Z'), new AbortController().signal);
  for (const listener of listeners) listener(ended.id);
  await second.settled();
  const [line, ...others] = await store.watch.ledger.since('2026-01-01T00:00:00Z');
  assert.deepEqual(others, []);
  assert.equal(line?.count, 1);
});
