import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';

import { createLane } from './lane.ts';

test('work begins in order, at most so much at once, and never in the turn that added it', async () => {
  const lane = createLane({ width: 2, perSecond: 1_000_000 });
  const begun: number[] = [];
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  for (const [index, gate] of gates.entries()) {
    lane.add(async () => {
      begun.push(index);
      await gate.promise;
    });
  }
  assert.deepEqual(begun, []);
  await turn();
  assert.deepEqual(begun, [0, 1]);
  gates[1]?.resolve();
  await turn();
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await lane.empty();
  assert.deepEqual(begun, [0, 1, 2, 3]);
});

test('a few begin at once, a flood at the pace of the lane', async () => {
  const lane = createLane({ width: 4, perSecond: 100 });
  const beganAfter: number[] = [];
  const added = performance.now();
  for (let count = 0; count < 24; count += 1) {
    lane.add(async () => void beganAfter.push(performance.now() - added));
  }
  await lane.empty();
  assert.ok((beganAfter[3] ?? Infinity) < 100, `the fourth after ${beganAfter[3]} ms`);
  assert.ok((beganAfter[23] ?? 0) > 190, `the last after ${beganAfter[23]} ms`);
});
