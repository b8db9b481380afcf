import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createAdHocLimits } from './ad-hoc-limits.ts';

const at = (seconds: number): Date => new Date(Date.parse('2026-03-02T10:00:00Z') + seconds * 1_000);

test('a person has five a minute, and is told when the next may be tried', () => {
  const limits = createAdHocLimits();
  const taken = [1, 2, 3, 4, 5, 6].map(() => limits.take('ana', at(0)));
  assert.deepEqual(taken, [undefined, undefined, undefined, undefined, undefined, 12_000]);
  assert.equal(limits.take('ana', at(11)), 1_000);
  assert.equal(limits.take('ana', at(12)), undefined);
  assert.equal(limits.take('ben', at(12)), undefined);
});

test('all together have twenty a minute', () => {
  const limits = createAdHocLimits();
  for (let index = 0; index < 20; index += 1) assert.equal(limits.take(`person ${index % 4}`, at(0)), undefined);
  assert.equal(limits.take('another', at(0)), 3_000);
  assert.equal(limits.take('another', at(3)), undefined);
  assert.equal(limits.take('yet another', at(3)), 3_000);
});

test('a refusal costs nothing, and a clock that is set back gives nothing', () => {
  const limits = createAdHocLimits();
  for (let index = 0; index < 50; index += 1) limits.take('ana', at(60));
  assert.equal(limits.take('ana', at(0)), 12_000);
  assert.equal(limits.take('ana', at(12)), undefined);
});
