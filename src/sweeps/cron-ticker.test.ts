import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { cronTicker } from './cron-ticker.ts';

const begin = Date.parse('2026-03-02T10:00:30Z');

function start(t: TestContext, onDue: (dueAt: Date) => Promise<void>) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: begin });
  const overlapped: string[] = [];
  const stop = cronTicker('* * * * *', {
    onDue,
    onOverlap: (dueAt) => void overlapped.push(dueAt.toISOString()),
    onBug: (error) => assert.fail(String(error)),
  });
  return { stop, overlapped };
}

const turn = (): Promise<void> => new Promise(setImmediate);

test('a minute that its schedule names is due at its begin', async (t) => {
  const due: string[] = [];
  const { stop } = start(t, async (dueAt) => void due.push(dueAt.toISOString()));
  t.mock.timers.tick(30_000);
  await turn();
  t.mock.timers.tick(60_000);
  await turn();
  stop();
  assert.deepEqual(due, ['2026-03-02T10:01:00.000Z', '2026-03-02T10:02:00.000Z']);
});

test('a tick that comes up to 30 s late is still due for its minute; one that comes later is not', async (t) => {
  const due: string[] = [];
  const { stop } = start(t, async (dueAt) => void due.push(dueAt.toISOString()));
  t.mock.timers.setTime(Date.parse('2026-03-02T10:01:25Z'));
  t.mock.timers.tick(1);
  await turn();
  assert.deepEqual(due, ['2026-03-02T10:01:00.000Z']);
  t.mock.timers.setTime(Date.parse('2026-03-02T10:02:40Z'));
  t.mock.timers.tick(1);
  await turn();
  stop();
  assert.deepEqual(due, ['2026-03-02T10:01:00.000Z']);
});

test('a minute that begins while the sweep before is at work is an overlap', async (t) => {
  const work = Promise.withResolvers<void>();
  const { stop, overlapped } = start(t, () => work.promise);
  t.mock.timers.tick(30_000);
  await turn();
  t.mock.timers.tick(60_000);
  await turn();
  work.resolve();
  stop();
  assert.deepEqual(overlapped, ['2026-03-02T10:02:00.000Z']);
});

test('after it was stopped nothing is due', async (t) => {
  const { stop } = start(t, async () => assert.fail('due'));
  stop();
  t.mock.timers.tick(180_000);
  await turn();
});
