import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeFailure } from '#testing/make-run.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import type { Rerunner } from './experiment.ts';
import { rerunAlone } from './rerun.ts';

const id = 'tests/test_orders.py::test_orders';
const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";

/** Runs a test that would take so long, and ends like that. */
async function rerun(seconds: number, outcomes: readonly ('passed' | 'failed')[]) {
  let runs = 0;
  const rerunner: Rerunner = {
    seconds: () => seconds,
    red: new Set([id]),
    run: () => Promise.resolve([makeFailure('again', { id, outcome: outcomes[runs++ % outcomes.length] ?? 'failed' })]),
  };
  const { applies, valueOf } = await runExperiment(rerunAlone, { yaml, symptom: { tests: [id] }, rerunner });
  return { applies, runs, value: valueOf('rerun.alone') };
}

test('what fails each time is run three times, and twice where it takes long', async () => {
  assert.deepEqual(await rerun(2, ['failed']), { applies: true, runs: 3, value: 'failed' });
  assert.deepEqual(await rerun(11, ['failed']), { applies: true, runs: 2, value: 'failed' });
  assert.equal((await rerun(13, ['failed'])).applies, false);
});

test('what passes is run five times, and what is now green, now red, is told at once', async () => {
  assert.deepEqual(await rerun(2, ['passed']), { applies: true, runs: 5, value: 'passed' });
  assert.deepEqual(await rerun(2, ['passed', 'failed']), { applies: true, runs: 2, value: 'mixed' });
});

test('of several tests the one is run again that takes the least time', async () => {
  const ran: (readonly string[] | undefined)[] = [];
  const rerunner: Rerunner = {
    seconds: (tests = []) => (tests[0] === 'slow' ? 8 : 2),
    red: new Set(['slow', 'quick']),
    run: (tests) => Promise.resolve([makeFailure('again', { id: ran.push(tests) > 0 ? 'quick' : '' })]),
  };
  const { valueOf } = await runExperiment(rerunAlone, { yaml, symptom: { tests: ['slow', 'quick'] }, rerunner });
  assert.equal(valueOf('rerun.alone'), 'failed');
  assert.deepEqual(ran, [['quick'], ['quick'], ['quick']]);
});
