import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configuredProbes } from '#testing/configured-probes.ts';

import type { Arm } from './vary-parts.ts';
import { runRounds } from './vary-rounds.ts';
import type { Outcome } from './vary-verdict.ts';

const endpoint = configuredProbes({ yaml: `services: { api: { url: 'http://127.0.0.1:1' } }` }).endpoint('api');
const arms: readonly Arm[] = ['a', 'b', 'c'].map((label) => ({ label, endpoint, changed: {}, count: 1 }));
const passed: Outcome = { passed: true };

interface Wish {
  readonly settledAfter?: number;
  readonly attempt?: (arm: Arm) => Promise<Outcome | undefined>;
  readonly nowMs?: () => number;
  readonly signal?: AbortSignal;
  readonly arms?: readonly Arm[];
}

async function run(wish: Wish): Promise<{ readonly order: string; readonly counts: readonly number[] }> {
  const order: string[] = [];
  const records = await runRounds(
    {
      arms: wish.arms ?? arms,
      gapMs: 0,
      nowMs: wish.nowMs,
      isSettled: ([first]) => (first?.outcomes.length ?? 0) >= (wish.settledAfter ?? 4),
      attempt: async (arm) => {
        order.push(arm.label);
        return wish.attempt?.(arm) ?? passed;
      },
    },
    wish.signal ?? new AbortController().signal,
  );
  return { order: order.join(''), counts: records.map(({ outcomes }) => outcomes.length) };
}

test('arms take turns, four times each', async () => {
  assert.deepEqual(await run({}), { order: 'abc'.repeat(4), counts: [4, 4, 4] });
});

test('rounds go on to eight while nothing is settled, and no further', async () => {
  assert.deepEqual(await run({ settledAfter: 6 }), { order: 'abc'.repeat(6), counts: [6, 6, 6] });
  assert.deepEqual(await run({ settledAfter: Infinity }), { order: 'abc'.repeat(8), counts: [8, 8, 8] });
});

test('an arm waits for the one before it to end', async () => {
  let open = 0;
  let most = 0;
  await run({
    attempt: async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      open -= 1;
      return passed;
    },
  });
  assert.equal(most, 1);
});

test('after one that took over three seconds the others go side by side, so that the minute is enough', async () => {
  let nowMs = 0;
  let open = 0;
  let mostOpen = 0;
  const { counts } = await run({
    nowMs: () => nowMs,
    attempt: async () => {
      const endMs = nowMs + 8_000;
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      nowMs = Math.max(nowMs, endMs);
      open -= 1;
      return passed;
    },
  });
  assert.deepEqual(counts, [4, 4, 4]);
  assert.equal(mostOpen, 3);
  assert.ok(nowMs < 60_000, `${nowMs} ms`);
});

test('several connections at once never go beside another arm, however slow they are', async () => {
  let nowMs = 0;
  let open = 0;
  let mostOpen = 0;
  await run({
    arms: arms.map((arm, index) => (index === 1 ? { ...arm, count: 10 } : arm)),
    nowMs: () => nowMs,
    attempt: async () => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      nowMs += 4_000;
      open -= 1;
      return passed;
    },
  });
  assert.equal(mostOpen, 1);
});

test('no round begins after a minute, and what was measured by then counts', async () => {
  let nowMs = 0;
  const { counts } = await run({
    nowMs: () => nowMs,
    attempt: async () => {
      nowMs += 25_000;
      return passed;
    },
  });
  assert.deepEqual(counts, [1, 1, 1]);
});

test('no attempt begins after an abort', async () => {
  const stop = new AbortController();
  let attempts = 0;
  const { order } = await run({
    signal: stop.signal,
    attempt: async () => {
      attempts += 1;
      if (attempts === 4) stop.abort();
      return passed;
    },
  });
  assert.equal(order, 'abca');
});
