import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeReportedRun, wallOf } from '#testing/make-audited-report.ts';

import type { Workers } from './audited-report.ts';
import { durationSum } from './duration-sum.ts';

const codes = (durations: readonly number[], wallMs: number, workers: Workers = { count: 1, why: '' }) =>
  durationSum(makeAuditedReport(makeReportedRun(durations, { wall: wallOf(wallMs), workers }))).map(({ code }) => code);

test('durations that exceed the wall time of one worker are a contradiction, with the subtraction', () => {
  const run = makeReportedRun([3_000, 4_000, 5_000], { wall: wallOf(8_000) });
  const [finding] = durationSum(makeAuditedReport(run));
  assert.equal(finding?.weight, 'contradiction');
  assert.match(finding?.message ?? '', /12\.00 s − 8\.00 s = 4\.00 s too much/);
});

test('what fits into the workers, the rounding and the clocks is nothing', () => {
  assert.deepEqual(codes([3_000, 4_000, 5_000], 12_000), []);
  assert.deepEqual(codes([3_000, 4_000, 5_000], 11_600), []);
  assert.deepEqual(codes([3_000, 4_000, 5_000], 6_100, { count: 2, why: '-n 2' }), []);
  assert.deepEqual(codes([3_000, 4_000, 5_000], 6_100, 'unknown'), []);
});

test('a test that is longer than the whole run needs no number of workers', () => {
  assert.deepEqual(codes([9_000], 6_000, 'unknown'), ['durations-exceed-wall-time']);
});

test('without a wall time or without durations nothing is said', () => {
  assert.deepEqual(
    durationSum(makeAuditedReport(makeReportedRun([3_000]), makeReportedRun([], { wall: wallOf(1) }))),
    [],
  );
});
