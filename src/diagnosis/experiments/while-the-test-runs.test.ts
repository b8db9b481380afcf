import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeFailure } from '#testing/make-run.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import type { Rerunner } from './experiment.ts';
import { whileTheTestRuns } from './while-the-test-runs.ts';

const id = 'tests/test_notes.py::test_a_note_is_saved';
const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";
const gaveUp = { phase: 'http', error: 'ReadTimeout', tests: [id] } as const;

function rerunnerOf(seconds: number): Rerunner {
  const run: Rerunner['run'] = async () => {
    await new Promise((resolve) => void setTimeout(resolve, 600));
    return [makeFailure('again', { id })];
  };
  return { seconds: () => seconds, red: new Set([id]), run };
}

/** The health path takes so long, look by look; the first is before the test runs. */
function look(took: readonly number[], parts: Partial<Parameters<typeof runExperiment>[1]> = {}): Promise<Ran> {
  return runExperiment(whileTheTestRuns, {
    yaml,
    symptom: gaveUp,
    rerunner: rerunnerOf(1),
    answer: (_, count) => ({ durationMs: took[Math.min(count, took.length) - 1] ?? 0 }),
    ...parts,
  });
}

test('a health path that waits for the test is told with how much longer it takes', async () => {
  const { valueOf, findings, wishes } = await look([4, 5, 3_800, 6]);
  assert.equal(valueOf('http.meanwhile-ms'), 3_796);
  assert.match(findings[0]?.says ?? '', /test_a_note_is_saved runs: at most 3800 ms in \d looks, before 4 ms/u);
  assert.ok(wishes.length >= 3);
});

test('a path that is slow before the test runs as well is not held up by it', async () => {
  assert.equal((await look([3_800, 3_790])).valueOf('http.meanwhile-ms'), 0);
  const isDown = await look([4], { answer: () => ({ standing: 'down', brokeAt: 'response' }) });
  assert.deepEqual(isDown.findings, []);
  assert.equal(isDown.wishes.length, 1);
});

test('it is tried of what gave up waiting, where the test can be run again in time', async () => {
  assert.equal((await look([4])).applies, true);
  assert.equal((await look([4], { symptom: { ...gaveUp, error: 'AssertionError' } })).applies, false);
  assert.equal((await look([4], { rerunner: rerunnerOf(16) })).applies, false);
  assert.equal((await look([4], { rerunner: undefined })).applies, false);
});
