import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun, spreadDurations } from '#testing/make-audited-report.ts';

import { timerPadded } from './timer-padded.ts';

const found = (durations: readonly number[]) =>
  timerPadded(makeAuditedReport(makeReportedRun(durations))).map(({ message }) => message.slice(0, 60));

test('durations that sit just above a round value are told with residuals, share and chance', () => {
  const [finding] = timerPadded(
    makeAuditedReport(makeReportedRun([5_017, 5_048, 5_073, 5_081, 5_096, 5_113, 3_400, 7_100, 9_200])),
  );
  assert.match(
    finding?.message ?? '',
    /^6 of 9 passed tests took 0\.017 s to 0\.113 s more than 5 s: .* 3\.5 % .* is 1 in \d/,
  );
  assert.equal(finding?.weight, 'doubt');
});

test('a few waits of one length are seen in a small suite too, whatever else in it is quick or slow', () => {
  const waits = [3_004, 3_006, 3_009, 3_011, 3_014];
  assert.equal(found([...waits, 20, 25, 40, 60, 90, 120, 700, 1_100]).length, 1);
  // Others of about that length make it a coincidence.
  assert.deepEqual(
    found([...waits, 1_600, 1_900, 2_100, 2_300, 2_400, 2_600, 3_300, 3_700, 4_200, 4_800, 5_100, 5_600]),
    [],
  );
});

test('half a second, a minute and every timer between are seen', () => {
  for (const timerMs of [500, 1_000, 2_000, 10_000, 30_000, 60_000]) {
    const padded = [3, 5, 8, 11, 14, 17].map((late) => timerMs + late);
    assert.equal(found([...padded, timerMs * 0.7, timerMs * 1.5]).length, 1, String(timerMs));
  }
});

test('work that is spread, work that takes about so long, and a few waits among many tests are nothing', () => {
  assert.deepEqual(found(spreadDurations(200, 1_000)), []);
  assert.deepEqual(found(spreadDurations(2_000, 5_000)), []);
  const about = [4_800, 4_860, 4_920, 4_970, 5_010, 5_020, 5_040, 5_070, 5_090, 5_100, 5_120, 5_140];
  assert.deepEqual(found(about), []);
  assert.equal(found(about.slice(4)).length, 1);
  assert.deepEqual(
    found([1_001, 1_002, 1_001, 1_003, 1_002, ...spreadDurations(60, 300), ...spreadDurations(60, 1_500)]),
    [],
  );
  assert.deepEqual(found([5_010, 5_020, 5_030, 5_040]), []);
});

test('failures that name a time-out are honest, and whole seconds are too coarse', () => {
  const late = [5_001, 5_002, 5_003, 5_004, 5_005, 5_006];
  const failed = late.map((durationMs, index) => makeListedTest(index, { durationMs, outcome: 'failed' }));
  const coarse = late.map((_, index) => makeListedTest(index, { durationMs: 5_000, unitMs: 1_000 }));
  for (const tests of [failed, coarse]) {
    assert.deepEqual(timerPadded(makeAuditedReport(makeReportedRun([], { tests }))), []);
  }
});

test('the slowest of many tests are judged against all of them', () => {
  const run = makeReportedRun([1_010, 1_015, 1_020, 1_025, 1_030, 1_035]);
  const counts = { line: 9, quote: '', value: { passed: 300 } };
  assert.equal(timerPadded(makeAuditedReport(run)).length, 1);
  assert.deepEqual(timerPadded(makeAuditedReport({ ...run, counts })), []);
});
