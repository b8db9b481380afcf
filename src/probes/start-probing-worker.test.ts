import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createRedactor } from '#domain/redact.ts';
import type { Probing, ProbingAim } from '#domain/probing.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { WatchStore } from '#state/watch.ts';
import { waitFor } from '#testing/wait-for.ts';

import { startStack, type Stack } from '../../examples/stack/start-stack.ts';
import { createAuthorityFiles } from './prepare-authorities.ts';
import { startProber } from './start-prober.ts';
import { startProbingWorker, type ProbingWorkerParts } from './start-probing-worker.ts';
import { createTokens } from './tokens.ts';

const file = path.resolve('examples/e2e.yaml');
const now = (): Date => new Date();

interface Scene {
  readonly stack: Stack;
  readonly watch: WatchStore;
  readonly bugs: readonly unknown[];
  /** Starts a worker; calling it again is a restart. */
  readonly start: (parts?: Partial<ProbingWorkerParts>) => { readonly stop: () => Promise<void> };
  readonly ask: (aim: ProbingAim, at?: Date) => Promise<string>;
  readonly ended: (id: string) => Promise<Probing>;
}

async function openScene(t: TestContext): Promise<Scene> {
  const stack = await startStack({ pace: 0.02 });
  const configuration = parseConfiguration(readFileSync(file, 'utf8'), file);
  const watch = createMemoryWatch();
  const redactor = createRedactor([]);
  const bugs: unknown[] = [];
  const onBug = (bug: unknown): void => void bugs.push(bug);
  const prober = startProber({ redactor: () => redactor, onBug });
  const authorities = createAuthorityFiles();
  const { variables } = stack;
  const tokens = createTokens({ variables, authorities, now });
  const stops: AbortController[] = [];
  t.after(async () => {
    for (const stop of stops) stop.abort();
    await Promise.all([prober.close(), stack.close()]);
  });
  let asked = 0;
  return {
    stack,
    watch,
    bugs,
    start(parts) {
      const stop = new AbortController();
      stops.push(stop);
      const common = { store: { watch }, prober, configuration: () => configuration, variables, tokens, authorities };
      const worker = startProbingWorker({ ...common, now, onBug, ...parts }, stop.signal);
      return {
        stop: async () => {
          stop.abort();
          await worker.settled();
        },
      };
    },
    async ask(aim, at = now()) {
      const requestedBy = { id: 'U1', name: 'ana', via: 'slack' } as const;
      const order = { requestId: `q${(asked += 1)}`, requestedBy, aim, queuedAt: at.toISOString() };
      const environment = aim.kind === 'address' ? {} : { environment: 'staging' };
      return (await watch.probings.add({ ...order, ...environment })).probing.id;
    },
    ended: (id) =>
      waitFor(`${id} to end`, async () => {
        const probing = await watch.probings.get(id);
        return probing?.state === 'done' || probing?.state === 'interrupted' ? probing : undefined;
      }),
  };
}

const endpoints = (...ids: readonly string[]): ProbingAim => ({
  kind: 'endpoints',
  word: ids[0] ?? '',
  endpoints: ids,
});

test('what was asked for is measured, counted, kept as history, and its closes are in the ledger', async (t) => {
  const { stack, watch, bugs, start, ask, ended } = await openScene(t);
  stack.faults.set(['handler-error']);
  start();
  const probing = await ended(await ask(endpoints('api', 'chat', 'chat:subprotocol')));
  assert.deepEqual(probing.counts, { up: 1, down: 2, unknown: 0 });
  assert.deepEqual(
    probing.results.map(({ standing, brokeAt }) => [standing, brokeAt]),
    [
      ['down', 'welcome'],
      ['down', 'welcome'],
      ['up', undefined],
    ],
  );
  assert.deepEqual((await watch.probes.latest()).map(({ endpoint }) => endpoint).sort(), [
    'api',
    'chat',
    'chat:subprotocol',
  ]);
  const closes = await watch.ledger.since('2026-01-01');
  assert.deepEqual(
    closes
      .map(({ endpoint, code, closedBy, reason, source, count }) => [endpoint, code, closedBy, reason, source, count])
      .toSorted((one, other) => String(one).localeCompare(String(other))),
    [
      ['chat', 1011, 'server', 'prose', 'probe', 1],
      ['chat:subprotocol', 1011, 'server', 'prose', 'probe', 1],
    ],
  );
  assert.deepEqual(bugs, []);
});

test('an endpoint whose token cannot be had is unknown, and the others are measured', async (t) => {
  const { start, ask, ended, stack } = await openScene(t);
  const { DEMO_JWT_SECRET: _secret, ...variables } = stack.variables;
  const authorities = createAuthorityFiles();
  start({ variables, tokens: createTokens({ variables, authorities, now }) });
  const probing = await ended(await ask(endpoints('api', 'chat')));
  assert.deepEqual(probing.counts, { up: 1, down: 0, unknown: 1 });
  assert.match(probing.results[0]?.problem?.message ?? '', /DEMO_JWT_SECRET/u);
});

test('what was provoked by varying is no history', async (t) => {
  const { watch, start, ask, ended } = await openScene(t);
  start();
  const aim: ProbingAim = { kind: 'pairs', word: 'chat', endpoint: 'chat:subprotocol', factors: ['token'] };
  const probing = await ended(await ask(aim));
  assert.deepEqual(
    probing.pairs.map(({ factor, verdict }) => [factor, verdict]),
    [['token', 'matters']],
  );
  assert.deepEqual([await watch.probes.latest(), await watch.ledger.since('2026-01-01')], [[], []]);
});

test('probings that a dead process left running are measured again, those of long ago are not', async (t) => {
  const { watch, start, ask, ended } = await openScene(t);
  const left = await ask(endpoints('auth'));
  await watch.probings.change(left, { state: 'running', startedAt: now().toISOString() });
  const old = await ask(endpoints('auth'), new Date(Date.now() - 11 * 60_000));
  start();
  assert.deepEqual([(await ended(left)).state, (await ended(left)).counts.up], ['done', 1]);
  assert.equal((await ended(old)).state, 'interrupted');
});

test('a worker that is stopped leaves what it was measuring to the next', async (t) => {
  const { stack, watch, start, ask, ended } = await openScene(t);
  stack.faults.set(['accept-delayed']);
  const first = start();
  const id = await ask(endpoints('chat'));
  await waitFor('it to be running', async () =>
    (await watch.probings.get(id))?.state === 'running' ? true : undefined,
  );
  await first.stop();
  assert.equal((await watch.probings.get(id))?.state, 'running');
  assert.deepEqual(await watch.probes.latest(), []);
  stack.faults.set([]);
  start();
  assert.deepEqual((await ended(id)).counts, { up: 1, down: 0, unknown: 0 });
});

test('an address is measured behind the guard, and its refusal is told', async (t) => {
  const { stack, watch, start, ask, ended } = await openScene(t);
  start();
  const probing = await ended(await ask({ kind: 'address', url: `${stack.apiUrl}/health` }));
  assert.deepEqual([probing.results, probing.counts], [[], { up: 0, down: 0, unknown: 0 }]);
  assert.match(probing.problem ?? '', /^127\.0\.0\.1 is loopback\. /u);
  assert.deepEqual(await watch.probes.latest(), []);
});

test('an endpoint or environment that is not configured any more is said', async (t) => {
  const { start, ask, ended } = await openScene(t);
  start();
  assert.equal(
    (await ended(await ask(endpoints('gone', 'auth')))).problem,
    '1 of 2 endpoints are not configured any more',
  );
  const aim: ProbingAim = { kind: 'pairs', word: 'gone', endpoint: 'gone', factors: ['token'] };
  assert.match((await ended(await ask(aim))).problem ?? '', /"gone" is not configured any more/u);
});

test('only what it takes is taken', async (t) => {
  const { watch, start, ask, ended } = await openScene(t);
  const other = await ask(endpoints('auth'));
  const own = await ask(endpoints('auth'));
  start({ takes: ({ id }) => id === own });
  await ended(own);
  assert.equal((await watch.probings.get(other))?.state, 'queued');
});
