import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAuditedReport, makeListedTest, makeReportedRun, spreadDurations } from '#testing/make-audited-report.ts';

import { identicalDurations } from './identical-durations.ts';

const found = (...runs: readonly (readonly number[])[]) =>
  identicalDurations(makeAuditedReport(...runs.map((durations) => makeReportedRun(durations)))).map(
    ({ message }) => message,
  );

test('the same duration to the millisecond, again and again, is a doubt with what was expected', () => {
  const [message] = found([2_345, 2_345, 2_345, 2_345, 2_345, 2_345, 1_800, 2_912]);
  assert.match(message ?? '', /^6 tests of 8 took exactly 2\.345 s: with 7 of about that length \d/);
});

test('short tests, fixed waits, coarse clocks and coincidences are nothing', () => {
  assert.deepEqual(found(Array.from({ length: 500 }, () => 3)), []);
  assert.deepEqual(found(Array.from({ length: 20 }, () => 1_001)), []);
  assert.deepEqual(found(spreadDurations(5_000, 400)), []);
  const tests = Array.from({ length: 9 }, (_, line) => makeListedTest(line, { durationMs: 2_340, unitMs: 10 }));
  assert.deepEqual(identicalDurations(makeAuditedReport(makeReportedRun([], { tests }))), []);
});

test('two runs with the same times, test by test, were copied', () => {
  const times = [1_234, 2_376, 871, 3_319, 1_777];
  assert.match(found(times, times)[0] ?? '', /^5 of 5 tests that two runs have in common took the same time in both/);
  assert.deepEqual(
    found(
      times,
      times.map((ms, index) => ms + index * 3 + 1),
    ),
    [],
  );
});
