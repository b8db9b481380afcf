import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Fact } from '#domain/observation.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { sizes } from './sizes.ts';

async function limits(detail: string): Promise<readonly (Fact | undefined)[]> {
  const { valueOf } = await runExperiment(sizes, {
    yaml: "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }",
    symptom: { phase: 'steady', closeCode: 1009, target: 'ws://127.0.0.1:9/ws' },
    answer: () => ({ steps: [{ step: 'round-trip', outcome: 'passed', detail, durationMs: 1 }] }),
  });
  return [valueOf('ws.largest-ok'), valueOf('ws.refused-size')];
}

test('a limit lies between the largest message that came through and the one that ended it', async () => {
  assert.deepEqual(await limits('sizes in bytes: 512 taken, 2048 echoed, 16384 ended it'), [2_048, 16_384]);
  assert.deepEqual(await limits('sizes in bytes: 512 ended it'), [0, 512]);
});

test('what came through, or was broken off here, has no upper end', async () => {
  assert.deepEqual(await limits('sizes in bytes: 512 taken, 2048 taken, 65000 taken'), [65_000, undefined]);
  assert.deepEqual(await limits('sizes in bytes: 512 taken, 2048 broken off here'), [512, undefined]);
});
