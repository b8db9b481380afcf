import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Run } from '#domain/run.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { TestOutcome, TestResult } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';
import type { RunStore } from '#state/state.ts';

import { findEarlierRuns, observeHistory } from './observe-history.ts';

const now = new Date('2026-03-02T12:00:00.000Z');
const symptom: Symptom = {
  id: 's1',
  phase: 'first-message',
  title: 'received 1011 in 1 test',
  error: 'ConnectionClosedError',
  medianMs: 900,
  tests: ['tests/test_critical.py::test_001'],
  testCount: 1,
};

function before(number: number, parts: Partial<Run> = {}): Run {
  const at = `2026-03-02T0${number}:00:00.000Z`;
  return makeRun({ id: `r${number}`, state: 'passed', queuedAt: at, endedAt: at, versions: { api: 'a1' }, ...parts });
}

const run = makeRun({
  id: 'r9',
  state: 'failed',
  queuedAt: '2026-03-02T09:00:00.000Z',
  startedAt: '2026-03-02T09:00:01.000Z',
  versions: { api: 'b2' },
});

async function took(beforeMs: readonly number[], error = 'ReadTimeout'): Promise<unknown> {
  const kept = beforeMs.map((durationMs, index) => ({
    run: before(index + 1),
    outcome: 'passed' as const,
    durationMs,
  }));
  const timedOut = { ...symptom, error, medianMs: 2_000 };
  const seen = await observeHistory(run, { store: storeOf(kept), symptoms: [timedOut], now });
  return seen.find(({ fact }) => fact === 'history.took-longer')?.value;
}

test('a test that gives up sooner than it took before, or much later, is told', async () => {
  assert.deepEqual(
    await Promise.all([[2_700, 2_900], [300, 400], [1_500], [2_700, 300, 310], []].map((each) => took(each))),
    [true, false, undefined, false, undefined],
  );
  assert.equal(await took([2_700], 'ConnectionRefusedError'), undefined);
});

interface Kept {
  readonly run: Run;
  readonly outcome?: TestOutcome;
  readonly durationMs?: number;
}

function storeOf(kept: readonly Kept[]): Pick<RunStore, 'list' | 'tests'> {
  return {
    // Like the store: newest first, filtered.
    list: async ({ suite, states, limit }) =>
      kept
        .map((each) => each.run)
        .filter((each) => each.suite === suite && (states?.includes(each.state) ?? true))
        .slice(0, limit),
    tests: async (id) => {
      const { outcome, durationMs = 5 } = kept.find((each) => each.run.id === id) ?? {};
      const tests: readonly TestResult[] =
        outcome === undefined ? [] : [makeFailure('test_001', { outcome, durationMs })];
      return tests;
    },
  };
}

async function valuesOf(kept: readonly Kept[], parts: Partial<Run> = {}): Promise<Readonly<Record<string, unknown>>> {
  const seen = await observeHistory({ ...run, ...parts }, { store: storeOf(kept), symptoms: [symptom], now });
  return Object.fromEntries(seen.map(({ fact, value }) => [fact, value]));
}

test('a version that is another than that of the last green run has changed', async () => {
  const seen = await observeHistory(run, { store: storeOf([{ run: before(8) }]), symptoms: [], now });
  assert.deepEqual(seen, [
    {
      source: 'history',
      fact: 'version.changed',
      value: true,
      at: '2026-03-02T09:00:01.000Z',
      says: 'The version changed since r8, the last green run (2026-03-02T08:00:00.000Z): api a1 → b2',
      raw: 'r8 passed 2026-03-02T08:00:00.000Z {"api":"a1"}\nr9 failed  {"api":"b2"}',
      group: 'history:versions',
      isControlled: false,
    },
  ]);
});

test('the last green run counts, not the last one', async () => {
  const kept = [
    { run: before(8, { state: 'failed', versions: { api: 'b2' } }) },
    { run: before(7, { versions: { api: 'b2' } }) },
    { run: before(6) },
  ];
  assert.deepEqual(await valuesOf(kept), { 'version.changed': false, 'history.last-green': false });
});

test('without a green run before, or without versions, nothing is said of them', async () => {
  assert.deepEqual(await valuesOf([]), {});
  assert.deepEqual(await valuesOf([{ run: before(8, { state: 'failed' }) }]), {});
  assert.deepEqual(await valuesOf([{ run: before(8, { versions: {} }) }], { versions: {} }), {});
});

test('a test that was green and is red on one version came and went', async () => {
  const same = { versions: { api: 'b2' } };
  const values = await valuesOf([
    { run: before(8, { ...same, state: 'failed' }), outcome: 'failed' },
    { run: before(7, same), outcome: 'passed' },
  ]);
  assert.equal(values['history.came-and-went'], true);
  assert.equal(values['history.last-green'], false);
});

test('that a test was green until now is no coming and going yet', async () => {
  const values = await valuesOf([{ run: before(8, { versions: { api: 'b2' } }), outcome: 'passed' }]);
  assert.equal(values['history.came-and-went'], undefined);
  assert.equal(values['history.last-green'], true);
});

test('a test that is red on this version every time did not', async () => {
  const kept: readonly Kept[] = [
    { run: before(8, { state: 'failed', versions: { api: 'b2' } }), outcome: 'failed' },
    { run: before(7), outcome: 'passed' },
  ];
  assert.equal((await valuesOf(kept))['history.came-and-went'], false);
});

test('a run in which the test was skipped says nothing of it', async () => {
  const kept: readonly Kept[] = [{ run: before(8, { versions: { api: 'b2' } }), outcome: 'skipped' }];
  assert.equal((await valuesOf(kept))['history.came-and-went'], undefined);
});

test('an intended version is compared in its short and its long form', async () => {
  const long = '4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d';
  const intended = async (reported: string, wanted: string): Promise<unknown> => {
    const parts = { store: storeOf([]), symptoms: [], now, intended: { api: wanted } };
    const seen = await observeHistory({ ...run, versions: { api: reported } }, parts);
    return seen.find(({ fact }) => fact === 'version.intended')?.value;
  };
  assert.deepEqual(
    [
      await intended(long, '4f1c2d3e'),
      await intended('1.4.2', '1.4.2'),
      await intended('1.4.2', '1.4.20'),
      await intended('a', long),
    ],
    [true, true, false, false],
  );
  assert.deepEqual(await observeHistory(run, { store: storeOf([]), symptoms: [], now, intended: { auth: 'x' } }), []);
});

test('only whole runs before it are compared with: alike selected, not repeated for a few tests', async () => {
  const kept = [
    { run: makeRun({ ...run, id: 'r10', queuedAt: '2026-03-02T10:00:00.000Z' }) },
    { run },
    { run: before(8, { selection: { keyword: 'websocket' } }) },
    { run: before(7, { selection: { rerunOf: 'r6' } }) },
    { run: before(6, { state: 'cancelled' }) },
    { run: before(5) },
  ];
  const earlier = await findEarlierRuns(run, storeOf(kept));
  assert.deepEqual(
    earlier.map(({ id }) => id),
    ['r5'],
  );
});
