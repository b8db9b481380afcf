import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun } from '#testing/make-audited-report.ts';

import type { ClaimedCounts, ClaimedList, ReportedRun } from './audited-report.ts';
import { listedCount } from './listed-count.ts';

const list: ClaimedList = { line: 5, quote: 'PASSED (3)', outcome: 'passed', claimed: 3, listed: 3, isExcerpt: false };
const counts = (value: ClaimedCounts) => ({ line: 2, quote: 'results', value });
const found = (change: Partial<ReportedRun>) =>
  listedCount(makeAuditedReport(makeReportedRun([], { listsAll: false, ...change }))).map(
    ({ weight, message }) => `${weight}: ${message}`,
  );

test('a list that holds more or fewer than it says is told, unless it is an excerpt', () => {
  assert.deepEqual(found({ lists: [list] }), []);
  assert.deepEqual(found({ lists: [{ ...list, listed: 4 }] }), [
    'contradiction: A list is said to hold 3 passed tests, and holds 4: 1 more',
  ]);
  assert.deepEqual(found({ lists: [{ ...list, listed: 2 }] }), [
    'doubt: A list is said to hold 3 passed tests, and holds 2: 1 fewer',
  ]);
  assert.deepEqual(found({ lists: [{ ...list, listed: 2, isExcerpt: true }] }), []);
});

test('a list that says another number than the results is a contradiction', () => {
  const lists = [{ ...list, total: 5 }];
  assert.deepEqual(found({ lists, counts: counts({ passed: 3, failed: 2 }) }), []);
  assert.deepEqual(found({ lists, counts: counts({ passed: 4, failed: 1 }) }), [
    'contradiction: The results say 4 passed of 5, the list below them 3 of 5',
  ]);
});

test('where every test is listed, outcomes are counted', () => {
  const tests = [makeListedTest(1), makeListedTest(2), makeListedTest(3, { outcome: 'failed' })];
  assert.deepEqual(found({ listsAll: true, tests, counts: counts({ passed: 2, failed: 1 }) }), []);
  assert.deepEqual(found({ listsAll: true, tests, counts: counts({ passed: 3 }) }), [
    'doubt: 3 passed are counted, and 2 listed: 1 fewer',
    'contradiction: 0 failed are counted, and 1 listed: 1 more',
  ]);
});
