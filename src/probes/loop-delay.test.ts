import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { createLoopDelay } from './loop-delay.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('a loop that was blocked while one watched was late for about so long', async () => {
  const lateMs = createLoopDelay().watch();
  await delay(10);
  block(60);
  await delay(10);
  assert.ok(lateMs() > 50, 'most of the 60 ms');
});

test('what blocks until the very end is counted before any timer had its turn', async () => {
  const lateMs = createLoopDelay().watch();
  await delay(10);
  block(60);
  assert.ok(lateMs() > 50);
});

test('what blocked before the watch began does not count', async () => {
  const delays = createLoopDelay();
  const earlierMs = delays.watch();
  await delay(10);
  block(60);
  const lateMs = delays.watch();
  assert.ok(lateMs() < 5, 'only what came after');
  assert.ok(earlierMs() > 50);
});

test('a quiet loop is hardly late: in the median of many watches', async () => {
  const delays = createLoopDelay();
  const seen: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const lateMs = delays.watch();
    await delay(10);
    seen.push(lateMs());
  }
  assert.ok((seen.toSorted((one, other) => one - other)[7] ?? Number.NaN) < 2, seen.join(' '));
});

test('what is late is told from what was busy once there is more than one probe', async () => {
  let nowMs = 0;
  let activeMs = 0;
  const delays = createLoopDelay({ now: () => nowMs, active: () => activeMs });
  const first = delays.watch();
  nowMs = 50;
  activeMs = 3;
  const second = delays.watch();
  nowMs = 100;
  activeMs = 40;
  const third = delays.watch();
  nowMs = 130;
  assert.deepEqual([first(), second(), third()], [75, 75, 29]);
  const alone = delays.watch();
  nowMs = 190;
  activeMs = 42;
  assert.equal(alone(), 2);
});

test('a probe that is long alone is late by its longest delay, not by the sum of what it did', async () => {
  const lateMs = createLoopDelay().watch();
  await delay(120);
  for (let round = 0; round < 20; round += 1) {
    block(3);
    await delay(1);
  }
  assert.ok(lateMs() < 40, 'of 60 ms of work in pieces');
});
