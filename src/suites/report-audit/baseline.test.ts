import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun } from '#testing/make-audited-report.ts';

import { baseline } from './baseline.ts';

const before = { id: 'r7', tests: 10, skipped: 1 };
const found = (passed: number, skipped: number, isCut = false) => {
  const outcomes = [
    ...Array.from({ length: passed }, () => 'passed' as const),
    ...Array.from({ length: skipped }, () => 'skipped' as const),
  ];
  const tests = outcomes.map((outcome, line) => makeListedTest(line, { outcome }));
  return baseline(makeAuditedReport(makeReportedRun([], { tests, isCut })), { before }).map(({ message }) => message);
};

test('fewer tests than the run before are told, as many or more are not', () => {
  assert.deepEqual(found(7, 1), ['8 tests reported a result; the run before, r7, had 10: 2 fewer']);
  assert.deepEqual([...found(9, 1), ...found(20, 1)], []);
});

test('many more skipped tests are told', () => {
  assert.deepEqual(found(5, 5), ['5 of 10 tests were skipped; in the run before, r7, it was 1 of 10']);
  assert.deepEqual(found(8, 2), []);
});

test('a run that broke off, and a first run, are compared with nothing', () => {
  assert.deepEqual(found(3, 0, true), []);
  assert.deepEqual(baseline(makeAuditedReport(makeReportedRun([1])), {}), []);
});
