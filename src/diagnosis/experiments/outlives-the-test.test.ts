import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { makeHttpFacts } from '#testing/make-probe-result.ts';
import { makeFailure } from '#testing/make-run.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import type { Rerunner } from './experiment.ts';
import { rerunAlone } from './rerun.ts';

const id = 'tests/test_orders.py::test_orders';
const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";
const rerunner: Rerunner = {
  seconds: () => 1,
  red: new Set([id]),
  run: async () => {
    await pause(300);
    return [makeFailure('again', { id })];
  },
};

/** What is known of a service that reports this uptime after each of three runs of 300 ms. */
async function after(uptime: number, closeCode = 1006): Promise<unknown> {
  const symptom = { tests: [id], phase: 'first-message', closeCode } as const;
  const http = makeHttpFacts({ body: JSON.stringify({ status: 'ok', uptime_s: uptime }) });
  const { valueOf } = await runExperiment(rerunAlone, { yaml, symptom, rerunner, answer: () => ({ http }) });
  return [valueOf('rerun.alone'), valueOf('health.uptime-fell'), valueOf('replay.went-away')];
}

test('who begins anew with each run of the test dies of it; who has been up since before does not', async () => {
  assert.deepEqual(await after(0.1), ['failed', true, true]);
  assert.deepEqual(await after(30.5), ['failed', false, undefined]);
  // Cut to whole seconds it may be nearly a second more.
  assert.deepEqual(await after(0), ['failed', false, undefined]);
});

test('what ends in an orderly way kills nobody, and nobody is asked', async () => {
  assert.deepEqual(await after(0.1, 1008), ['failed', undefined, undefined]);
});
