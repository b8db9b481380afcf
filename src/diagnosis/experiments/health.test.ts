import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';
import { makeHttpFacts } from '#testing/make-probe-result.ts';

import { health } from './health.ts';

const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";
const secondsAgo = (seconds: number): string => new Date(Date.now() - 1_000 * seconds).toISOString();

/** What an uptime says of a run that lasted from ten to five seconds ago. */
async function startedBy(uptime: number, greenSecondsAgo?: number): Promise<unknown> {
  const lastGreen = greenSecondsAgo === undefined ? undefined : { id: 'r1', endedAt: secondsAgo(greenSecondsAgo) };
  const { http } = { http: makeHttpFacts({ body: JSON.stringify({ status: 'ok', uptime_s: uptime }) }) };
  const ranAt = { from: secondsAgo(10), to: secondsAgo(5) };
  const { valueOf } = await runExperiment(health, { yaml, lastGreen, ranAt, answer: () => ({ http }) });
  return ['at', 'within', 'since'].map((when) => valueOf(`health.started-${when}-run`));
}

test('a service began before the run, within it, or since; parts of a second tell more than whole ones', async () => {
  assert.deepEqual(await startedBy(14), [true, false, false]);
  assert.deepEqual(await startedBy(7), [true, true, false]);
  assert.deepEqual(await startedBy(4.2), [false, false, true]);
  // Cut to whole seconds it may have begun up to a second earlier.
  assert.deepEqual(await startedBy(4), [false, false, false]);
});

test('who was well in a whole run since then is not young any more', async () => {
  assert.deepEqual(await startedBy(14, 12), [false, false, false]);
  assert.deepEqual(await startedBy(14, 20), [true, false, false]);
});

async function offsetOf(aheadMs: number): Promise<unknown> {
  const http = makeHttpFacts({ headers: { date: new Date(Date.now() + aheadMs).toUTCString() } });
  const startedAt = new Date().toISOString();
  const { valueOf } = await runExperiment(health, { yaml, answer: () => ({ http, startedAt }) });
  return valueOf('clock.offset-seconds');
}

test('a clock that is off is noticed by the way, and one that is right is not worth a word', async () => {
  assert.ok(Math.abs(Number(await offsetOf(900_000)) - 900) <= 1);
  assert.equal(await offsetOf(1_000), undefined);
});
