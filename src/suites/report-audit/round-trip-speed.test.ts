import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeReportedRun } from '#testing/make-audited-report.ts';

import { roundTripSpeed } from './round-trip-speed.ts';

const found = (durations: readonly number[], ms?: number) =>
  roundTripSpeed(makeAuditedReport(makeReportedRun(durations)), {
    roundTrip: ms === undefined ? undefined : { ms, where: 'api.example.com' },
  }).map(({ message }) => message);

test('a suite without a test that a first call fits into is told with the multiplication', () => {
  assert.match(
    found([12, 40, 55], 23)[0] ?? '',
    /slowest of 3 .* 3 × 23\.0 = 69 ms .* 4 × 23\.0 = 92 ms: no test made one/,
  );
});

test('tests that are faster than an answer are told when they are most', () => {
  assert.match(found([2, 3, 4, 5, 400], 23)[0] ?? '', /^4 of 5 passed tests took less than 23\.0 ms/);
  assert.deepEqual(found([2, 3, 4, 400, 300, 200, 90], 23), []);
});

test('nothing is said of real calls, of a near stack, and where nothing was measured', () => {
  assert.deepEqual([...found([120, 300, 95], 23), ...found([1, 1, 1], 0.2), ...found([1, 1, 1])], []);
});
