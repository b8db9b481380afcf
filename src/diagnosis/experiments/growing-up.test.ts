import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import { growingUp } from './growing-up.ts';

const yaml = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }";
const plain = makeProbeResult({ standing: 'down' });
const died: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'round-trip',
  problem: { code: 'CLOSE_1006', message: 'closed without a close frame' },
};
const gone: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'upgrade',
  problem: { code: 'STATUS_502', message: 'answered with 502' },
};

/** What a service that has just started answers, time after time; the last of it goes on. */
async function ask(...answers: readonly Partial<ProbeResult>[]): Promise<Ran> {
  return runExperiment(growingUp, {
    yaml,
    symptom,
    youngest: 3,
    plain,
    answer: (_wish, count) => answers[count - 1] ?? {},
  });
}

const symptom = { phase: 'first-message', closeCode: 1006, target: 'ws://127.0.0.1:9/ws' } as const;

test('who is gone after each time dies of it; who comes back after one time was away for once', async () => {
  const [dying, back] = await Promise.all([ask(died, gone, died, gone, died, gone, died), ask(died, gone, {})]);
  assert.equal(dying.applies, true);
  assert.deepEqual([dying.valueOf('replay.after-start'), dying.valueOf('replay.went-away')], [false, true]);
  assert.deepEqual([back.valueOf('replay.after-start'), back.valueOf('replay.went-away')], [true, undefined]);
  assert.ok(back.wishes.slice(0, 3).every(({ sends }) => sends === true));
});

test('who has been up for long is not waited for', async () => {
  const old = await runExperiment(growingUp, {
    yaml,
    symptom,
    youngest: 61,
    plain,
  });
  assert.equal(old.applies, false);
});
