import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { countOutcomes, type TestOutcome, type TestResult } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { makeRound } from '#testing/make-loop.ts';

import { commands } from './index.ts';

const ada = { id: 'U1', name: 'Ada', via: 'slack' } as const;
const yaml = 'environments: { staging: {} }\nsuites: { critical: { runner: pytest, command: [pytest] } }\n';

function withScene(work: (store: Store, say: (text: string) => Promise<Reply>) => Promise<void>): Promise<void> {
  return withDataFolder((data) =>
    withStore(data, (store) => {
      const configuration = parseConfiguration(yaml, path.join(data, 'e2e.yaml'));
      const dispatch = createDispatch({
        commands,
        configuration: () => configuration,
        variables: {},
        store,
        whois: async () => ({ kind: 'member', names: [] }),
        now: () => new Date(),
        onBug: (error) => assert.fail(String(error)),
      });
      const request = { via: 'command', actor: ada, receivedAt: new Date().toISOString() } as const;
      return work(store, (text) => dispatch({ ...request, id: crypto.randomUUID(), words: toWords(text) }));
    }),
  );
}

const result = ([id, outcome]: readonly [string, TestOutcome]): TestResult => ({
  id,
  outcome,
  durationMs: 5,
  attempts: 1,
});

async function ran(store: Store, outcomes: Readonly<Record<string, TestOutcome>>, suite = 'critical'): Promise<Run> {
  const order = { suite, environment: 'staging', selection: {}, requestedBy: ada, queuedAt: new Date().toISOString() };
  const { run } = await store.runs.add({ ...order, requestId: crypto.randomUUID() });
  const tests = Object.entries(outcomes).map(result);
  await store.runs.change(run.id, { state: 'running', startedAt: new Date().toISOString() });
  await store.runs.saveTests(run.id, tests);
  const isGreen = tests.every(({ outcome }) => outcome === 'passed');
  const end = isGreen
    ? ({ state: 'passed', verdict: 'proven' } as const)
    : ({ state: 'failed', verdict: 'failed' } as const);
  return store.runs.change(run.id, { ...end, counts: countOutcomes(tests), endedAt: new Date().toISOString() });
}

test('two runs are compared in the order in which they are named', () =>
  withScene(async (store, say) => {
    await ran(store, { a: 'passed', b: 'failed' });
    await ran(store, { a: 'failed', b: 'passed' });
    assert.equal((await say('compare r1 r2')).headline, 'r1 → r2: 1 broken, 1 fixed');
    assert.equal((await say('compare R2 r1')).headline, 'r2 → r1: 1 broken, 1 fixed');
  }));

test('one run is compared with the last green run of its suite and environment before it', () =>
  withScene(async (store, say) => {
    await ran(store, { a: 'passed', b: 'passed' });
    await ran(store, { a: 'passed' }, 'other');
    await ran(store, { a: 'failed', b: 'passed' });
    await ran(store, { a: 'passed', b: 'passed' });
    assert.equal((await say('compare r3')).headline, 'r1 → r3: 1 broken');
    assert.equal((await say('compare r1')).refusal, 'NOTHING_TO_COMPARE');
  }));

test('rounds of a loop are compared, and a loop alone by its first and its last round', () =>
  withScene(async (store, say) => {
    await ran(store, { a: 'failed', b: 'failed' });
    await ran(store, { a: 'passed', b: 'failed' });
    const place = { environment: 'staging', suites: ['critical'], mostRounds: 3, mostMs: 9, deploys: true };
    await store.work.loops.add({ ...place, requestId: 'q', requestedBy: ada, queuedAt: new Date().toISOString() });
    const decision = { kind: 'again', says: 'not yet' } as const;
    const rounds = [makeRound({ runs: ['r1'], decision }), makeRound({ number: 2, runs: ['r2'], decision })];
    await store.work.loops.change('l1', (loop) => ({ ...loop, rounds }));
    for (const words of ['compare l1.1 l1.2', 'compare l1', 'compare l1.2']) {
      assert.equal((await say(words)).headline, 'l1.1 → l1.2: 1 still red, 1 fixed', words);
    }
    assert.equal((await say('compare l1.7')).refusal, 'UNKNOWN_ROUND');
    assert.equal((await say('compare l9')).refusal, 'UNKNOWN_LOOP');
  }));

test('words that name no run are refused with the way out', () =>
  withScene(async (_store, say) => {
    for (const words of ['compare', 'compare critical', 'compare r1 r2 r3', 'compare ../r1']) {
      assert.equal((await say(words)).refusal, 'BAD_WORDS', words);
    }
    assert.equal((await say('compare r7 r8')).refusal, 'UNKNOWN_RUN');
  }));
