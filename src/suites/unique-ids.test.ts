import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createUniqueIds } from './unique-ids.ts';

test('no id is given twice, also when one looks like a number given to another', () => {
  const uniqueId = createUniqueIds();
  assert.deepEqual(['a', 'a #2', 'a', 'a', 'b', 'a #2', '', ''].map(uniqueId), [
    'a',
    'a #2',
    'a #3',
    'a #4',
    'b',
    'a #2 #2',
    '(no name)',
    '(no name) #2',
  ]);
});

test('a hundred thousand equal ids take no time', () => {
  const uniqueId = createUniqueIds();
  const began = performance.now();
  const ids = new Set(Array.from({ length: 100_000 }, () => uniqueId('same')));
  assert.equal(ids.size, 100_000);
  assert.ok(performance.now() - began < 1_000);
});
