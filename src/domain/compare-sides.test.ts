import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAudit } from '#testing/make-audit.ts';
import { makeProbeResult, makeProbing } from '#testing/make-probe-result.ts';
import { makeRun } from '#testing/make-run.ts';

import type { CloseCount } from './close.ts';
import { compareDurations } from './compare-durations.ts';
import { compareRounds, compareRuns, sideOfRun } from './compare-sides.ts';
import { testsWith, type ComparedSide, type TestChange } from './comparison.ts';
import { comparisonReport } from './comparison-report.ts';
import { comparisonInWords, countsOfChanges } from './comparison-words.ts';
import type { Run } from './run.ts';
import { countOutcomes, type TestOutcome, type TestResult } from './test-result.ts';

const failing = { type: 'TimeoutError', message: 'no answer within 10 s', details: '' };

function result(id: string, outcome: TestOutcome, parts: Partial<TestResult> = {}): TestResult {
  const isRed = outcome === 'failed' || outcome === 'error';
  return { id, outcome, durationMs: 500, attempts: 1, ...(isRed ? { failure: failing } : {}), ...parts };
}

function side(id: string, tests: readonly TestResult[], parts: Partial<Run> = {}): ComparedSide {
  const isRed = tests.some(({ outcome }) => outcome === 'failed' || outcome === 'error');
  const times = { startedAt: '2026-03-02T10:00:00.000Z', endedAt: '2026-03-02T10:03:31.000Z' };
  const state = isRed
    ? ({ state: 'failed', verdict: 'failed' } as const)
    : ({ state: 'passed', verdict: 'proven' } as const);
  const run = makeRun({ id, ...state, counts: countOutcomes(tests), ...times, ...parts });
  return sideOfRun({ run, tests }, { closes: [] });
}

function changes(before: ComparedSide, after: ComparedSide): Partial<Record<TestChange, readonly string[]>> {
  const { suites } = compareRuns(before, after);
  const grouped = Map.groupBy(suites[0]?.tests ?? [], ({ change }) => change);
  return Object.fromEntries([...grouped].map(([change, tests]) => [change, tests.map(({ id }) => id)]));
}

test('every pair of outcomes is told as what it is', () => {
  const before = side('r1', [
    result('a', 'passed'),
    result('b', 'failed'),
    result('c', 'failed'),
    result('d', 'passed'),
    result('e', 'failed'),
    result('f', 'failed'),
    result('g', 'skipped'),
    result('h', 'flaky'),
    result('i', 'passed'),
  ]);
  const after = side('r2', [
    result('a', 'failed'),
    result('b', 'passed'),
    result('c', 'error'),
    result('d', 'flaky'),
    result('e', 'flaky'),
    result('f', 'skipped'),
    result('g', 'failed'),
    result('h', 'passed'),
    result('j', 'passed'),
    result('k', 'failed'),
  ]);
  assert.deepEqual(changes(before, after), {
    broken: ['a'],
    fixed: ['b'],
    'still-red': ['c'],
    'newly-flaky': ['d', 'e'],
    'no-longer-run': ['f'],
    'new-red': ['g', 'k'],
    steady: ['h'],
    new: ['j'],
    removed: ['i'],
  });
});

test('a red test that is skipped or not run afterwards is never called fixed', () => {
  const before = side('r1', [result('a', 'failed'), result('b', 'failed')]);
  const partial = side('r2', [result('a', 'skipped')], { selection: { keyword: 'a' } });
  const comparison = compareRuns(before, partial);
  assert.deepEqual(testsWith(comparison, 'fixed'), []);
  assert.deepEqual(
    comparison.suites[0]?.tests.map(({ id, change, wasRed }) => [id, change, wasRed]),
    [
      ['a', 'no-longer-run', true],
      ['b', 'not-run', true],
    ],
  );
  assert.deepEqual(comparison.remarks, ['r2 asked for a part of critical: -k "a"']);
  assert.match(JSON.stringify(comparisonReport(comparison).sections), /b \(was red: not fixed\)/u);
});

test('a run that was ended early lacks tests that are not gone', () => {
  const before = side('r1', [result('a', 'passed'), result('b', 'passed')]);
  const after = side('r2', [result('a', 'passed')], { state: 'timed-out' });
  assert.deepEqual(changes(before, after), { steady: ['a'], 'not-run': ['b'] });
});

test('a test that is still red with another message says so', () => {
  const other = result('a', 'failed', { failure: { type: 'AssertionError', message: 'assert 1 == 2', details: '' } });
  const same = result('a', 'failed', { failure: { ...failing, message: 'no answer within 12 s' } });
  const before = side('r1', [result('a', 'failed')]);
  assert.equal(compareRuns(before, side('r2', [other])).suites[0]?.tests[0]?.isOther, true);
  assert.equal(compareRuns(before, side('r2', [same])).suites[0]?.tests[0]?.isOther, undefined);
});

test('different suites and environments are said, and what can be is compared', () => {
  const one: ComparedSide = { ...side('r1', [result('a', 'passed')]), versions: { api: '1' } };
  const two: ComparedSide = {
    ...side('r2', [result('a', 'failed')], { suite: 'events', environment: 'preview' }),
    versions: { api: '2' },
  };
  const comparison = compareRuns(one, two);
  assert.deepEqual(comparison.remarks, [
    'Different environments: r1 is of staging, r2 of preview',
    'Different suites: r1 is of critical, r2 of events; no test is compared',
  ]);
  assert.deepEqual([comparison.suites, comparison.onlyBefore, comparison.onlyAfter], [[], ['critical'], ['events']]);
  assert.deepEqual(comparison.versions, [{ name: 'api', before: '1', after: '2' }]);
  assert.match(comparisonReport(comparison).headline, /^r1 → r2: no test to compare$/u);
});

test('passes of an invalid run are no mending', () => {
  const before = side('r1', [result('a', 'failed')]);
  const after = side('r2', [result('a', 'passed')], { verdict: 'invalid', verdictReason: 'api changed' });
  assert.match(
    compareRuns(before, after).remarks.join(),
    /r2 is invalid, so that its tests passed shows nothing: api changed/u,
  );
});

const close = (code: number, count: number, parts: Partial<CloseCount> = {}): CloseCount => ({
  minuteAt: '2026-03-02T10:00:00.000Z',
  environment: 'staging',
  endpoint: 'chat',
  code,
  closedBy: 'server',
  reason: 'empty',
  source: 'probe',
  count,
  ...parts,
});

test('rounds are compared by tests, versions, probes, closes and settings', () => {
  const chat = { id: 'p1.1', endpoint: 'chat', kind: 'websocket' } as const;
  const down = makeProbeResult({
    ...chat,
    standing: 'down',
    brokeAt: 'upgrade',
    problem: { code: 'TIMEOUT', message: 'm' },
  });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const first: ComparedSide = {
    ...side(
      'l1.1',
      names.map((id) => result(id, 'failed')),
    ),
    versions: { api: '3f2a', auth: '1' },
    closes: [close(1011, 3), close(1011, 2), close(1011, 5, { source: 'log' })],
    probing: makeProbing({ results: [down] }),
    audit: makeAudit({ fingerprints: { A: '1', B: '1', C: '1' } }),
    fingerprint: 'x',
  };
  const second: ComparedSide = {
    ...side(
      'l1.2',
      names.map((id) => result(id, id === 'e' ? 'failed' : 'passed')),
    ),
    versions: { api: '9c1d', auth: '1' },
    closes: [],
    probing: makeProbing({ results: [makeProbeResult({ ...chat, http: undefined })] }),
    audit: makeAudit({ id: 'a2', fingerprints: { A: '2', B: '1', D: '1' } }),
    fingerprint: 'y',
  };
  const comparison = compareRounds(first, second);
  assert.equal(countsOfChanges(comparison), '1 still red, 4 fixed');
  assert.equal(
    comparisonInWords(comparison),
    '1 still red (e), 4 fixed; api 3f2a → 9c1d; chat upgrade TIMEOUT → up; ' +
      'closes 1011 by server, seen by probes: 5 → 0; closes 1011 by server, in logs: 5 → 0; ' +
      'settings changed A, added D, removed C (a1 → a2)',
  );
  const { sections, json } = comparisonReport(comparison);
  assert.equal(sections.filter(({ kind }) => kind === 'table').length, 1);
  assert.deepEqual(json, { comparison });
  assert.doesNotMatch(JSON.stringify(sections), /f1/u);
});

test('the same failure twice is said first', () => {
  const one = { ...side('l1.1', [result('a', 'failed')]), fingerprint: 'x' };
  assert.match(
    comparisonReport(compareRounds(one, { ...one, id: 'l1.2' })).headline,
    /the same failed in the same way/u,
  );
});

const timed = (durations: readonly number[]): readonly TestResult[] =>
  durations.map((durationMs, index) => result(`t${index}`, 'passed', { durationMs }));

test('durations are told only where no usual jitter explains them', () => {
  const before = side('r1', timed([500, 600, 700, 800, 900, 1_000]));
  const of = (durations: readonly number[]) => {
    const after = side('r2', timed(durations));
    const [one] = before.runs;
    const [other] = after.runs;
    assert.ok(one !== undefined && other !== undefined);
    return compareDurations(one, other);
  };
  assert.deepEqual(of([700, 500, 900, 850, 700, 1_300]), { pairs: 6, tests: [] });
  assert.deepEqual(of([500, 600, 700, 800, 900, 10_050]).tests, [{ id: 't5', beforeMs: 1_000, afterMs: 10_050 }]);
  const slower = of([1_000, 1_200, 1_400, 1_600, 1_800, 2_000]);
  assert.deepEqual(slower, { pairs: 6, shift: 2, tests: [] });
});

test('a test that failed once is not compared by its duration', () => {
  const [one] = side('r1', [result('a', 'failed', { durationMs: 60_000 })]).runs;
  const [other] = side('r2', [result('a', 'passed', { durationMs: 10 })]).runs;
  assert.ok(one !== undefined && other !== undefined);
  assert.deepEqual(compareDurations(one, other), { pairs: 0, tests: [] });
});
