import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { waitFor } from '#testing/wait-for.ts';

import { createPacer } from './pace.ts';

const items = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

test('launches are spaced evenly, also closer than the timers of Node can', async () => {
  const launchedMs: number[] = [];
  const pacer = createPacer({ spacingMs: 0.5, atOnce: 500 }, () => {
    launchedMs.push(performance.now());
    return Promise.resolve();
  });
  pacer.add(items(400));
  await waitFor('all launches', () => (launchedMs.length === 400 ? true : undefined));
  const tookMs = (launchedMs.at(-1) ?? 0) - (launchedMs[0] ?? 0);
  assert.ok(tookMs > 150, `400 launches half a millisecond apart, less what is caught up, took ${tookMs} ms`);
});

test('no two launches are in one turn of the event loop', async () => {
  let turn = 0;
  const turns: number[] = [];
  const nextTurn = (): void => {
    turn += 1;
    if (turns.length < 100) setImmediate(nextTurn);
  };
  const pacer = createPacer({ spacingMs: 0, atOnce: 500 }, () => {
    turns.push(turn);
    return Promise.resolve();
  });
  pacer.add(items(100));
  nextTurn();
  await waitFor('all launches', () => (turns.length === 100 ? true : undefined));
  assert.equal(new Set(turns).size, 100);
});

test('no more are open than the pace says, and each is launched once', async () => {
  let open = 0;
  let most = 0;
  const launched: number[] = [];
  const pacer = createPacer<{ readonly number: number }>({ spacingMs: 0, atOnce: 7 }, async ({ number }) => {
    open += 1;
    most = Math.max(most, open);
    launched.push(number);
    await delay(2);
    open -= 1;
  });
  pacer.add(items(50));
  await waitFor('all launches', () => (launched.length === 50 && open === 0 ? true : undefined));
  assert.equal(most, 7);
  assert.deepEqual(
    launched,
    items(50).map(({ number }) => number),
  );
});

test('a late thread does not launch in a heap what it is behind with', async () => {
  const launchedMs: number[] = [];
  const pacer = createPacer({ spacingMs: 10, atOnce: 100 }, () => {
    launchedMs.push(performance.now());
    return Promise.resolve();
  });
  pacer.add(items(8));
  await waitFor('the first launches', () => (launchedMs.length >= 2 ? true : undefined));
  const blockedUntil = performance.now() + 60;
  while (performance.now() < blockedUntil);
  const before = launchedMs.length;
  await waitFor('all launches', () => (launchedMs.length === 8 ? true : undefined));
  const tookMs = (launchedMs.at(-1) ?? 0) - (launchedMs[before] ?? 0);
  assert.ok(tookMs >= (7 - before) * 10 - 6, `${8 - before} launches after the block took ${tookMs} ms`);
});

test('what was taken out is not launched', async () => {
  const launched: number[] = [];
  const [first, second, third] = [{ number: 1 }, { number: 2 }, { number: 3 }];
  const pacer = createPacer<{ readonly number: number }>({ spacingMs: 5, atOnce: 1 }, ({ number }) => {
    launched.push(number);
    return Promise.resolve();
  });
  pacer.add([first, second, third]);
  assert.equal(pacer.remove(second), true);
  await waitFor('the launches', () => (launched.length === 2 ? true : undefined));
  assert.deepEqual(launched, [1, 3]);
  assert.equal(pacer.remove(first), false);
});
