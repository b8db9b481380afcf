import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun } from '#testing/make-audited-report.ts';

import type { ClaimedCounts, ReportedRun } from './audited-report.ts';
import { selectedCount } from './selected-count.ts';

const read = <T>(value: T) => ({ line: 3, quote: '', value });
const found = (...runs: readonly ReportedRun[]) => selectedCount(makeAuditedReport(...runs)).map(({ code }) => code);
const run = (selected: number, counts: ClaimedCounts, change: Partial<ReportedRun> = {}) =>
  makeReportedRun([], { selected: read(selected), counts: read(counts), ...change });

test('more results than selected tests cannot be, fewer need a reason', () => {
  assert.deepEqual(found(run(4, { passed: 3, failed: 1 })), []);
  assert.deepEqual(found(run(4, { passed: 5 })), ['more-run-than-selected']);
  assert.deepEqual(found(run(4, { passed: 3 })), ['fewer-run-than-selected']);
  assert.deepEqual(found(run(4, { passed: 1, failed: 1 }, { isCut: true })), []);
});

test('errors of tear-downs and modules that are skipped whole are no further tests', () => {
  assert.deepEqual(found(run(4, { passed: 4, error: 2, skipped: 1 })), []);
});

test('a selection that the list of an earlier run shows to be larger is a contradiction', () => {
  const names = ['test_socket_a', 'test_socket_b', 'test_socket_c', 'test_http'];
  const whole = makeReportedRun([], {
    command: read('pytest tests/test_a.py -v'),
    tests: names.map((id, line) => makeListedTest(line + 1, { id })),
  });
  const part = (keyword: string, counts: ClaimedCounts) =>
    makeReportedRun([], { command: read(`pytest tests/test_a.py -k "${keyword}"`), counts: read(counts) });
  assert.deepEqual(found(whole, part('socket', { passed: 0, failed: 2 })), ['selection-too-small']);
  assert.deepEqual(found(whole, part('socket and (a or b)', { passed: 2 })), []);
  assert.deepEqual(found(whole, part('socket or http', { passed: 3 })), ['selection-too-small']);
  assert.deepEqual(found(whole, part('not http', { passed: 1 })), []);
  assert.deepEqual(found(whole, part('socket and', { passed: 1 })), []);
  assert.deepEqual(found(part('socket', { passed: 1 })), []);
});
