import assert from 'node:assert/strict';
import { test } from 'node:test';

import { likelihoodGain, nextCusum, soughtRate } from './cusum.ts';

const rules = { baseRate: 0.005, cap: 4.5 };

test('it looks for a fifth, or for ten times the usual rate where that is more', () => {
  assert.equal(soughtRate(0.005), 0.2);
  assert.equal(soughtRate(0.05), 0.5);
});

test('the rate that it looks for stays above the usual one and below all', () => {
  for (const base of [0.1, 0.5, 0.949, 0.96, 0.999]) {
    assert.ok(soughtRate(base) > base && soughtRate(base) < 1, `${base}`);
  }
});

test('a failure adds ln 40, a success takes ln (0.995 / 0.8)', () => {
  assert.ok(Math.abs(likelihoodGain({ measured: 1, failed: 1 }, 0.005) - Math.log(40)) < 1e-9);
  assert.ok(Math.abs(likelihoodGain({ measured: 1, failed: 0 }, 0.005) + Math.log(0.995 / 0.8)) < 1e-9);
});

test('one sweep adds 4.5 at the most, so three bad ones are needed to reach 10', () => {
  const scores = [1, 2, 3].reduce<number[]>(
    (all) => [...all, nextCusum(all.at(-1) ?? 0, { measured: 6, failed: 6 }, rules)],
    [],
  );
  assert.deepEqual(scores, [4.5, 9, 13.5]);
});

test('good sweeps take the sum down to nothing, never below', () => {
  let score = 4.5;
  for (let sweep = 0; sweep < 4; sweep += 1) score = nextCusum(score, { measured: 6, failed: 0 }, rules);
  assert.equal(score, 0);
});
