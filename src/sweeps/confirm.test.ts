import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createVirtualClock } from '#testing/virtual-clock.ts';

import { confirmByBurst } from './confirm.ts';
import type { StreakSample } from './detect-streak.ts';

function burst(answers: readonly StreakSample[]) {
  const clock = createVirtualClock();
  const asked: number[] = [];
  const begun = clock.now();
  const ask = async (): Promise<StreakSample> => {
    asked.push(clock.now() - begun);
    return answers[asked.length - 1] ?? 'passed';
  };
  const sleeping = { now: () => clock.now(), sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal) };
  const { signal } = new AbortController();
  return { asked, ended: () => clock.until(confirmByBurst({ ask, clock: sleeping }, signal)) };
}

test('two failures confirm, five seconds apart', async () => {
  const { asked, ended } = burst(['failed', 'failed']);
  assert.equal(await ended(), 'confirmed');
  assert.deepEqual(asked, [0, 5_000]);
});

test('nine successes clear, also around one failure', async () => {
  const { asked, ended } = burst(['failed']);
  assert.equal(await ended(), 'cleared');
  assert.equal(asked.length, 10);
});

test('failures need not be in a row', async () => {
  const { ended } = burst(['passed', 'failed', 'passed', 'passed', 'failed']);
  assert.equal(await ended(), 'confirmed');
});

test('what cannot be measured neither confirms nor clears, and the burst ends all the same', async () => {
  const { asked, ended } = burst(Array.from({ length: 30 }, () => 'unknown'));
  assert.equal(await ended(), 'open');
  assert.equal(asked.length, 14);
});

test('a burst that is aborted asks no more and settles nothing', async () => {
  const clock = createVirtualClock();
  const stop = new AbortController();
  stop.abort();
  const sleeping = { now: () => clock.now(), sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal) };
  assert.equal(await confirmByBurst({ ask: async () => assert.fail('asked'), clock: sleeping }, stop.signal), 'open');
});
