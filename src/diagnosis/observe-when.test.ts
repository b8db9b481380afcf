import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestOutcome, TestResult } from '#domain/test-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import type { Say } from './observe-report.ts';
import { whenItFailed } from './observe-when.ts';

const say: Say = (fact, value, says) => (value === undefined ? [] : [{ fact, value, says, group: 'g' }]);

let count = 0;
const times = (length: number, make: () => TestResult): readonly TestResult[] => Array.from({ length }, make);

/** A test that met that port; a red one was answered there. */
function at(port: number, outcome: TestOutcome): TestResult {
  const host = '127.0.0.1';
  const asked = { method: 'GET', url: `http://${host}:${port}/health`, status: 503, ms: 2 };
  return {
    id: `test_${(count += 1)}`,
    outcome,
    durationMs: 20,
    attempts: 1,
    contacts: [{ host, port, connections: 1 }],
    ...(outcome === 'failed' && { exchanges: [asked] }),
  };
}

function factsOf(tests: readonly TestResult[]): readonly string[] {
  const own = tests.filter(({ outcome }) => outcome === 'failed');
  return whenItFailed(makeSymptom({ status: 503 }), own, { tests, say }).map(({ fact }) => fact);
}

const failed = (port: number): readonly TestResult[] => times(4, () => at(port, 'failed'));
const passed = (port: number): readonly TestResult[] => times(3, () => at(port, 'passed'));

test('what passed at the place that failed makes a moment of the end or the beginning', () => {
  assert.deepEqual(factsOf([...passed(4110), ...failed(4110)]), ['report.late-only', 'report.late-after-ms']);
  assert.ok(factsOf([...failed(4110), ...passed(4110)]).includes('report.early-only'));
});

test('what passed elsewhere does not: the order of the files is no moment', () => {
  assert.deepEqual(factsOf([...passed(4120), ...failed(4110)]), []);
  assert.ok(!factsOf([...failed(4110), ...passed(4120)]).includes('report.early-only'));
});
