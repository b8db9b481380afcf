import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun } from '#testing/make-audited-report.ts';

import type { ReportedRun } from './audited-report.ts';
import { nothingTested } from './nothing-tested.ts';

const found = (change: Partial<ReportedRun>) =>
  nothingTested(makeAuditedReport(makeReportedRun([], change))).map(({ message }) => message);
const counts = (value: NonNullable<ReportedRun['counts']>['value']) => ({ counts: { line: 2, quote: '', value } });

test('no tests, only skipped, expected to fail or deselected ones are told', () => {
  assert.deepEqual(found({}), ['No test passed or failed: there were none']);
  assert.deepEqual(found(counts({ skipped: 4, xfailed: 2 })), [
    'No test passed or failed: 4 skipped, 2 expected to fail',
  ]);
  assert.deepEqual(found(counts({ deselected: 9 })), ['No test passed or failed: 9 deselected']);
  const tests = [makeListedTest(1, { outcome: 'skipped' })];
  assert.deepEqual(found({ tests }), ['No test passed or failed: 1 skipped']);
});

test('as many skipped as judged is told, a few are not', () => {
  assert.deepEqual(found(counts({ passed: 4, skipped: 6 })), [
    'Only 4 of 10 tests were judged, 6 skipped: (6 + 0) / 10 = 60 %',
  ]);
  assert.deepEqual([...found(counts({ passed: 8, skipped: 2 })), ...found(counts({ passed: 1, skipped: 1 }))], []);
});

test('a run that broke off, and one of which only a command is told, are nothing', () => {
  assert.deepEqual([...found({ isCut: true }), ...found({ listsAll: false })], []);
});
