import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { makeFailure } from '#testing/make-run.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { afterAPause } from './after-a-pause.ts';
import type { Rerunner } from './experiment.ts';

const id = 'tests/test_orders.py::test_an_order_is_placed';
const posted = { phase: 'http', error: 'ReadTimeout', method: 'POST', tests: [id] } as const;
const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";

interface Again {
  readonly waitedMs: number;
  readonly value: unknown;
  readonly runs: number;
}

/** Plays the test again with these outcomes, the time in between as if it had passed. */
async function again(t: TestContext, outcomes: readonly ('passed' | 'failed')[]): Promise<Again> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const rerunner: Rerunner = {
    seconds: () => 1,
    red: new Set([id]),
    run: (tests) => {
      assert.deepEqual(tests, [id]);
      const outcome = outcomes[runs] ?? assert.fail('run once too often');
      runs += 1;
      return Promise.resolve([makeFailure('again', { id, outcome })]);
    },
  };
  let waitedMs = 0;
  const over = new AbortController();
  const running = runExperiment(afterAPause, { yaml, symptom: posted, rerunner }).finally(() => over.abort());
  while (!over.signal.aborted) {
    if (runs === 0) waitedMs += 1_000;
    t.mock.timers.tick(1_000);
    await new Promise(setImmediate);
  }
  const { valueOf, wishes } = await running;
  // A POST is not asked by a probe.
  assert.deepEqual(wishes, []);
  return { waitedMs, value: valueOf('http.first-slow'), runs };
}

test('what was no GET is done again by the test itself, after a pause', async (t) => {
  const { waitedMs, value, runs } = await again(t, ['failed', 'passed']);
  assert.ok(waitedMs >= 12_000, `after ${waitedMs} ms`);
  assert.equal(value, true);
  assert.equal(runs, 2);
});

test('a test that passes after a pause as well is not slow at first', async (t) => {
  assert.deepEqual(await again(t, ['passed']), { waitedMs: 12_000, value: false, runs: 1 });
});

test('of a test that fails each time nothing is said about the first', async (t) => {
  assert.equal((await again(t, ['failed', 'failed'])).value, undefined);
});
