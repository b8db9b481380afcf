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
const runsOf = (ms: number): Rerunner => ({
  seconds: () => 1,
  red: new Set([id]),
  run: async () => {
    await pause(ms);
    return [makeFailure('again', { id })];
  },
});

/** What is known of a service with that uptime after each of three runs; `grown` where it lives on. */
async function after(uptimeOf: (grown: number) => number, { closeCode = 1006, ms = 300 } = {}): Promise<unknown> {
  const symptom = { tests: [id], phase: 'first-message', closeCode } as const;
  const fromMs = performance.now();
  const answer = () => {
    const uptime = uptimeOf((performance.now() - fromMs) / 1_000);
    return { http: makeHttpFacts({ body: JSON.stringify({ status: 'ok', uptime_s: uptime }) }) };
  };
  const { valueOf } = await runExperiment(rerunAlone, { yaml, symptom, rerunner: runsOf(ms), answer });
  return [valueOf('rerun.alone'), valueOf('health.uptime-fell'), valueOf('replay.went-away')];
}

test('who begins anew with each run of the test dies of it; who has been up since before does not', async () => {
  assert.deepEqual(await after(() => 0.1), ['failed', true, true]);
  assert.deepEqual(await after((grown) => 30.5 + grown), ['failed', false, undefined]);
});

test('whole seconds may be nearly one more: where they leave it open nothing is said', async () => {
  assert.deepEqual(await after(() => 0), ['failed', undefined, undefined]);
  assert.deepEqual(await after((grown) => Math.floor(30.5 + grown)), ['failed', false, undefined]);
});

test('a beginning that lies behind the one that was seen after the run before is another one', async () => {
  // A second, or nearly two: within that run or before it, but none of them is the beginning of last time.
  assert.deepEqual(await after(() => 1, { ms: 1_500 }), ['failed', true, true]);
});

test('what ends in an orderly way kills nobody, and nobody is asked', async () => {
  assert.deepEqual(await after(() => 0.1, { closeCode: 1008 }), ['failed', undefined, undefined]);
});
