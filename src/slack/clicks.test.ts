import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClicks } from './clicks.ts';

test('the same click within a moment is a double click; later, or elsewhere, it is one of its own', () => {
  let now = 0;
  const isDouble = createClicks(() => now);
  assert.deepEqual([isDouble('a'), isDouble('b'), isDouble('a')], [false, false, true]);
  now += 1_500;
  assert.equal(isDouble('a'), false);
});
