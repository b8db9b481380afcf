import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeFailure } from '#testing/make-run.ts';

import { asLongAsOthers } from './as-long-as-others.ts';

/** Of a red test that lasted so long, beside passed ones. */
function countOf(redMs: number, ...passedMs: readonly number[]): number | undefined {
  const passed = passedMs.map((durationMs, index) =>
    makeFailure(`test_${index}`, { outcome: 'passed', failure: undefined, durationMs }),
  );
  const own = red('test_red', redMs);
  return asLongAsOthers(own, [...passed, own, makeFailure('test_other', { durationMs: redMs })]);
}

test('passed tests that ended with the red one above a round time are counted', () => {
  assert.equal(countOf(3_208, 3_221, 3_211, 3_210, 26), 4);
  assert.equal(countOf(5_012, 5_010, 5_012, 40), 3);
  assert.equal(countOf(5_015, 5_006, 5_010, 40), 3);
  assert.equal(countOf(2_005, 2_010, 2_015, 2_008, 2_010), 5);
});

const red = (name: string, durationMs: number) => makeFailure(name, { durationMs });

test('two other red tests are as good as three passed ones, one is not', () => {
  const [one, two, three] = [red('one', 5_010), red('two', 5_012), red('three', 5_008)];
  assert.equal(asLongAsOthers(one, [one, two, three]), 2);
  assert.equal(asLongAsOthers(one, [one, two]), undefined);
});

test('nothing is said of few, of what takes now longer and now shorter, of what is quick or not above a round time', () => {
  assert.equal(countOf(3_208, 3_221, 3_211), undefined);
  assert.equal(countOf(3_208, 3_100, 3_300, 3_250), undefined);
  assert.equal(countOf(508, 509, 510, 511), undefined);
  assert.equal(countOf(3_400, 3_401, 3_402, 3_403), undefined);
});
