import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextStreak, noStreak, type StreakSample } from './detect-streak.ts';

const at = '2026-03-02T00:00:00.000Z';

function after(...samples: readonly StreakSample[]) {
  return samples.reduce((streak, sample) => nextStreak(streak, sample, at), noStreak);
}

test('a success ends a row of failures', () => {
  assert.deepEqual(after('failed', 'failed', 'passed'), { failed: 0, passed: 1, unknown: 0 });
});

test('a row of failures keeps the time of its first', () => {
  const first = nextStreak(noStreak, 'failed', at);
  assert.equal(nextStreak(first, 'failed', '2026-03-02T00:01:00.000Z').failingSince, at);
});

test('what could not be measured is no success: it neither ends a row of failures nor adds to one of successes', () => {
  assert.deepEqual(after('failed', 'failed', 'unknown'), { failed: 2, passed: 0, unknown: 1, failingSince: at });
  assert.equal(after('passed', 'unknown', 'unknown', 'passed').passed, 2);
});

test('what could not be measured is counted by itself until something is measured', () => {
  assert.equal(after('passed', 'unknown', 'unknown', 'unknown').unknown, 3);
  assert.equal(after('unknown', 'unknown', 'failed').unknown, 0);
});

test('what is expected of a deploy counts for nothing', () => {
  assert.deepEqual(after('failed', 'expected'), { failed: 1, passed: 0, unknown: 0, failingSince: at });
});
