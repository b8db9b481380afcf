import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import { createMemoryDesk } from '#testing/memory-desk.ts';

import { createSlotWatch } from './slot-watch.ts';

const minuteMs = 60_000;
const noon = Date.parse('2026-03-02T12:00:00Z');
const { sweeps } = parseConfiguration(
  "environments: { staging: {} }\nsweeps: { m: { cron: '* * * * *', environment: staging } }",
  '/nowhere/e2e.yaml',
);

function start() {
  const watch = createMemoryWatch();
  const clock = { at: noon };
  const slots = createSlotWatch({
    watch,
    desk: createMemoryDesk(watch.incidents),
    clock: { now: () => clock.at, sleep: async () => {} },
    onBug: (error) => assert.fail(String(error)),
  });
  const check = (): Promise<void> => slots.check([...sweeps.values()]);
  for (const sweep of sweeps.values()) slots.expect(sweep);
  return {
    clock,
    check,
    pass: async (minutes: number): Promise<void> => {
      for (const end = clock.at + minutes * minuteMs; clock.at < end; clock.at += 15_000) await check();
    },
    incidents: () => watch.incidents.list({ limit: 10 }),
  };
}

test('a machine that slept for hours, or whose clock was set, accuses no sweep when it wakes up', async () => {
  for (const hours of [2, -2]) {
    const { clock, check, pass, incidents } = start();
    await pass(2);
    clock.at += hours * 60 * minuteMs;
    await check();
    await pass(2);
    assert.deepEqual(await incidents(), []);
  }
});

test('a sweep that is not carried out is told also after the clock was set back', async () => {
  const { clock, pass, incidents } = start();
  await pass(2);
  clock.at -= 120 * minuteMs;
  await pass(5);
  const [incident] = await incidents();
  assert.match(incident?.alarm.evidence[0] ?? '', /^The sweep m has not been carried out since 10:02 UTC: 3 in a row/);
});
