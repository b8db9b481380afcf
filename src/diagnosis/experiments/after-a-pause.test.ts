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

test('a path is left alone for as long as the test took, within bounds, and shortly where there is little time', async (t) => {
  assert.equal(await pausedFor(t, { medianMs: 14_000 }), 14_000);
  assert.equal(await pausedFor(t, { medianMs: 300 }), 12_000);
  assert.equal(await pausedFor(t, { medianMs: 60_000 }), 20_000);
  assert.equal(await pausedFor(t, { medianMs: 10_000 }, false), 4_000);
});

/** Milliseconds until the first probe. */
async function pausedFor(t: TestContext, { medianMs }: { medianMs: number }, isThorough = true): Promise<number> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const symptom = { phase: 'http', error: 'ReadTimeout', medianMs } as const;
  const asked = new AbortController();
  const answer = () => (asked.abort(), {});
  const running = runExperiment(afterAPause, { yaml, symptom, isThorough, answer });
  let waitedMs = 0;
  while (!asked.signal.aborted) {
    await new Promise(setImmediate);
    waitedMs += 500;
    t.mock.timers.tick(500);
    await new Promise(setImmediate);
  }
  await running;
  t.mock.timers.reset();
  return waitedMs;
}

test('of a test that fails each time nothing is said about the first', async (t) => {
  assert.equal((await again(t, ['failed', 'failed'])).value, undefined);
});
