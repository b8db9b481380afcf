import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judgeTraffic, type MinuteCount } from './detect-traffic.ts';

const now = new Date('2026-03-02T10:00:30.000Z');
const rarity = 1e-6;

/** Count at so many minutes ago. */
const at = (minutesAgo: number, count: number): MinuteCount => ({
  minuteAt: new Date(Date.parse('2026-03-02T10:00:00.000Z') - minutesAgo * 60_000).toISOString(),
  count,
});

test('many in a few minutes where there were none is a spike', () => {
  assert.deepEqual(judgeTraffic([at(1, 4), at(0, 5)], now, { rarity }), {
    kind: 'spike',
    recent: 9,
    recentSince: '2026-03-02T09:55:00.000Z',
    usual: 6 / 120,
  });
});

test('four are none, nor is one restart that closes twenty within a minute; a hundred at once are', () => {
  assert.equal(judgeTraffic([at(1, 2), at(0, 2)], now, { rarity }).kind, 'unsure');
  assert.equal(judgeTraffic([at(1, 20)], now, { rarity }).kind, 'unsure');
  assert.equal(judgeTraffic([at(1, 100)], now, { rarity }).kind, 'spike');
});

test('what is usual is no spike, and what was usual until a quarter of an hour ago is calm', () => {
  const busy = Array.from({ length: 1_440 }, (_minute, index) => at(index, 3));
  assert.equal(judgeTraffic(busy, now, { rarity }).kind, 'calm');
  assert.equal(
    judgeTraffic([...busy.slice(6), ...Array.from({ length: 6 }, (_m, index) => at(index, 12))], now, { rarity }).kind,
    'spike',
  );
  assert.equal(judgeTraffic(busy.slice(15), now, { rarity }).kind, 'calm');
});

test('after a spike it is calm only when the quarter of an hour has passed', () => {
  assert.equal(judgeTraffic([at(14, 30), at(13, 30)], now, { rarity }).kind, 'unsure');
  assert.equal(judgeTraffic([at(17, 30), at(16, 30)], now, { rarity }).kind, 'calm');
});

test('chance alone raises nothing in thirty days of traffic', () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const poisson = (mean: number): number => {
    let count = 0;
    for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) count += 1;
    return count;
  };
  let alarms = 0;
  const days = 10;
  for (const mean of [0.02, 0.3, 2]) {
    const minutes = Array.from({ length: (days + 1) * 1_440 }, () => poisson(mean));
    for (let minute = 1_440; minute < minutes.length; minute += 1) {
      const window = minutes.slice(minute - 1_439, minute + 1);
      if (chanceOf(window)) alarms += 1;
    }
  }
  assert.equal(alarms, 0);
});

/** The same judgement on plain counts, newest last; only what could be a spike is judged in full. */
function chanceOf(window: readonly number[]): boolean {
  const recent = window.slice(-6).reduce((sum, count) => sum + count, 0);
  const usual = (6 * window.reduce((sum, count) => sum + count, 0)) / window.length;
  if (recent < Math.max(5, 2 * usual)) return false;
  const counts = window.map((count, index) => at(window.length - 1 - index, count));
  return judgeTraffic(counts, now, { rarity }).kind === 'spike';
}
