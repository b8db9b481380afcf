import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration } from './duration.ts';

test('a duration is a number with a unit', () => {
  assert.deepEqual(
    ['850ms', '10s', '15m', '1.5h', '14d', '0s', '3 s'].map(parseDuration),
    [850, 10_000, 900_000, 5_400_000, 1_209_600_000, 0, 3_000],
  );
});

test('anything else is no duration', () => {
  const wrong = ['', '10', 's', '-1s', '1e3s', '10 sec', '1h 5m', ' 1s', '1s ', '9999999999s', '999999999d', '1.2345s'];
  assert.deepEqual(
    wrong.filter((text) => parseDuration(text) !== undefined),
    [],
  );
});

test('a duration is written as people write it', () => {
  const written = [
    0, 0.4, 850, 999.7, 12_400, 59_999, 60_000, 211_070, 3_599_999, 7_500_000, 86_400_000, 273_600_000, -5,
  ];
  assert.deepEqual(written.map(formatDuration), [
    '0 ms',
    '0 ms',
    '850 ms',
    '1.0 s',
    '12.4 s',
    '59.9 s',
    '1m 00s',
    '3m 31s',
    '59m 59s',
    '2h 05m',
    '1d 00h',
    '3d 04h',
    '0 ms',
  ]);
});
