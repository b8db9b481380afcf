import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isLeaking, nextWindow, poissonTail } from './poisson-window.ts';

const rules = { baseRate: 0.005, window: 60, rarity: 1e-5 };
const sweeps = (count: number, failed: number) => Array.from({ length: count }, () => ({ measured: 6, failed }));

test('the tail of a Poisson count is exact, also where it is tiny or the mean large', () => {
  const known: readonly (readonly [number, number, number])[] = [
    [0, 1.8, 1],
    [1, 1.8, 0.8347011],
    [9, 1.8, 1.097446e-4],
    [10, 1.8, 1.938814e-5],
    [11, 1.8, 3.123964e-6],
    [30, 5, 2.81752e-14],
    [1_000, 1_000, 0.5042052],
  ];
  for (const [count, mean, tail] of known) {
    assert.ok(Math.abs(poissonTail(count, mean) / tail - 1) < 1e-5, `${count} at ${mean}: ${poissonTail(count, mean)}`);
  }
});

test('11 failures within 60 sweeps of six probes are a leak, 10 are not yet', () => {
  assert.equal(isLeaking([...sweeps(49, 0), ...sweeps(11, 1)], rules), true);
  assert.equal(isLeaking([...sweeps(50, 0), ...sweeps(10, 1)], rules), false);
});

test('a short window is held to the count of a whole one', () => {
  assert.equal(isLeaking(sweeps(4, 1), rules), false);
});

test('one short breakdown is no leak, however many failed in it', () => {
  assert.equal(isLeaking([...sweeps(57, 0), ...sweeps(3, 6)], rules), false);
});

test('the window forgets what is older than its sweeps', () => {
  const full = sweeps(60, 1);
  assert.equal(nextWindow(full, { measured: 6, failed: 0 }, rules).length, 60);
});
