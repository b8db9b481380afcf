import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openLoopScene } from '#testing/loop-scene.ts';

test('a stack that does what it says is green after one deploy, one round and every step', async () => {
  await using scene = await openLoopScene();
  const { id } = await scene.ask();
  const loop = await scene.ended(id);
  assert.deepEqual(
    [loop.state, loop.rounds.length, await scene.deploys(), await scene.store.locks.list(), scene.bugs],
    ['green', 1, 1, [], []],
    JSON.stringify(loop, undefined, 1),
  );
  assert.deepEqual(
    loop.rounds[0]?.steps.map(({ step, state }) => `${step} ${state}`),
    [
      'preflight passed',
      'deploy passed',
      'version passed',
      'stability passed',
      'probes passed',
      'suites passed',
      'diagnosis skipped',
    ],
  );
});
