import assert from 'node:assert/strict';
import { test } from 'node:test';

import { millisecondsOf } from './report-seconds.ts';

test('times are read in every spelling of a report, and nonsense is 0', () => {
  const cases: readonly (readonly [string | undefined, number])[] = [
    ['1.234', 1_234],
    ['0.0005', 0.5],
    ['1,234.567', 1_234_567],
    ['1.234,5', 1_234_500],
    ['1,234,567', 1_234_567_000],
    ['0,123', 123],
    [' 2 ', 2_000],
    ['1.5E-2', 15],
    ['', 0],
    [undefined, 0],
    ['NaN', 0],
    ['-1', 0],
    ['Infinity', 0],
    ['soon', 0],
  ];
  for (const [time, expected] of cases) assert.equal(millisecondsOf(time), expected, String(time));
});
