import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';

import { createLane } from './lane.ts';

test('work begins in order, at most so much at once, and never in the turn that added it', async () => {
  const lane = createLane({ width: 2, isBusy: () => false });
  const begun: number[] = [];
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  for (const [index, gate] of gates.entries()) {
    lane.add(async () => {
      begun.push(index);
      await gate.promise;
    });
  }
  assert.deepEqual([begun, lane.size], [[], 4]);
  await turn();
  assert.deepEqual(begun, [0, 1]);
  gates[1]?.resolve();
  await turn();
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await lane.empty();
  assert.deepEqual([begun, lane.size], [[0, 1, 2, 3], 0]);
});

test('while something else is urgent, one is done at a time', async () => {
  let isBusy = true;
  const lane = createLane({ width: 3, isBusy: () => isBusy });
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  let begun = 0;
  for (const { promise } of gates) {
    lane.add(async () => {
      begun += 1;
      await promise;
    });
  }
  await turn();
  assert.equal(begun, 1);
  isBusy = false;
  gates[0]?.resolve();
  await turn();
  await turn();
  assert.equal(begun, 4);
  for (const gate of gates) gate.resolve();
  await lane.empty();
});
