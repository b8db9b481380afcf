import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestResult } from '#domain/test-result.ts';
import { makeFailure } from '#testing/make-run.ts';
import { makeSymptom } from '#testing/make-symptom.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { rerunAlone } from './rerun.ts';

const url = 'http://127.0.0.1:9/notes';
const failed = { phase: 'http', error: 'HTTPStatusError', status: 504, target: url, tests: ['test_kept'] } as const;

/** What running the test again tells of its request, answered so each time; undefined: the test passed. */
async function told(
  method: string | undefined,
  answers: readonly (number | undefined)[],
  { ms = 2_100, at = 'http://127.0.0.1:9' } = {},
) {
  const left = [...answers];
  const run = (): Promise<readonly TestResult[]> => {
    const status = left.length > 1 ? left.shift() : left[0];
    const exchanges = [{ method: 'POST', url, status, ms }];
    const outcome = status === undefined ? 'passed' : 'failed';
    return Promise.resolve([makeFailure('again', { id: 'test_kept', outcome, exchanges })]);
  };
  const { valueOf } = await runExperiment(rerunAlone, {
    yaml: `services: { desk: { url: '${at}', health: /health } }`,
    symptom: makeSymptom({ ...failed, method }),
    rerunner: { seconds: () => 0.01, red: new Set(), run },
  });
  return ['replay.passed', 'http.failing-path', 'http.refusal-seconds'].map((fact) => valueOf(fact));
}

test('what is no GET is done again by the test, and its answer is that of its request', async () => {
  assert.deepEqual(await told('POST', [504]), [0, 'response STATUS_504', 2.1]);
  assert.deepEqual(await told('POST', [504], { ms: 300 }), [0, 'response STATUS_504', undefined]);
  assert.deepEqual(await told('POST', [undefined]), [3, undefined, undefined]);
  // One answer now and another then is none to tell.
  assert.deepEqual(await told('POST', [504, 500, 500]), [0, undefined, undefined]);
});

test('what was answered at an address outside of the environment says nothing of its path', async () => {
  assert.deepEqual(await told('POST', [404], { at: 'http://127.0.0.1:10' }), [0, undefined, undefined]);
});

test('what a probe can do again is left to probes', async () => {
  assert.deepEqual(await told(undefined, [504]), [undefined, undefined, undefined]);
});
