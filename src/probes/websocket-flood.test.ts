import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFloodGuard } from './websocket-flood.ts';

/** How many frames of one moment are taken before a limit is told. */
function takenAtOnce(restedMs?: number): number {
  const guard = createFloodGuard();
  if (restedMs !== undefined) guard.rested(restedMs);
  for (let count = 0; count < 25_000; count += 1) if (guard.count(0) !== undefined) return count;
  return Number.POSITIVE_INFINITY;
}

test('what piled up while nobody read is no flood, up to what is taken at all', () => {
  assert.equal(takenAtOnce(), 2_000);
  assert.equal(takenAtOnce(3_000), 8_000);
  assert.equal(takenAtOnce(60_000), 20_000);
});
