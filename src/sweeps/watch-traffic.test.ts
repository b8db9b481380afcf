import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { CloseCount } from '#domain/close.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import { createMemoryDesk } from '#testing/memory-desk.ts';

import { watchTraffic } from './watch-traffic.ts';

const configuration = parseConfiguration(
  'environments: { staging: { websockets: { chat: { url: "ws://127.0.0.1:1/ws" } } } }',
  '/nowhere/e2e.yaml',
);
const noon = Date.parse('2026-03-02T12:00:00Z');

const close = (minute: number, parts: Partial<CloseCount> = {}): CloseCount => ({
  minuteAt: new Date(noon + minute * 60_000).toISOString(),
  environment: 'staging',
  endpoint: 'chat',
  code: 1011,
  closedBy: 'server',
  reason: 'empty',
  source: 'log',
  count: 4,
  ...parts,
});

function scene(isHeld = false) {
  const watch = createMemoryWatch();
  const desk = createMemoryDesk(watch.incidents);
  const parts = { configuration: () => configuration, watch, desk, isHeld: () => isHeld };
  return {
    watch,
    look: (minute: number) => watchTraffic(parts, new Date(noon + minute * 60_000)),
    incidents: () => watch.incidents.list({ limit: 10 }),
  };
}

test('a spike of real closes is one incident, which ends when they do', async () => {
  const { watch, look, incidents } = scene();
  await watch.ledger.add([close(-3), close(-2), close(-1)]);
  await look(0);
  await look(1);
  const [incident, ...others] = await incidents();
  assert.deepEqual(others, []);
  assert.equal(incident?.alarm.kind, 'close-spike');
  assert.deepEqual(incident?.alarm.evidence, [
    'Real traffic: closed 12 times with 1011 since 11:56 UTC, usually 0.05 in that time',
  ]);
  for (let minute = 2; minute < 40; minute += 1) await look(minute);
  assert.equal((await incidents())[0]?.state, 'resolved');
});

test('closes of probes, of other codes and a handful are no spike of real traffic', async () => {
  const { watch, look, incidents } = scene();
  await watch.ledger.add([
    close(-2, { source: 'probe', count: 90 }),
    close(-2, { code: 1000, count: 90 }),
    close(-1, { count: 3 }),
  ]);
  await look(0);
  assert.deepEqual(await incidents(), []);
});

test('what a sweep tells already is not told again', async () => {
  const { watch, look, incidents } = scene(true);
  await watch.ledger.add([close(-3), close(-2), close(-1)]);
  await look(0);
  assert.deepEqual(await incidents(), []);
});

test('a spike that lasts for a day and a half is not what is usual, and ends when it does', async () => {
  const { watch, look, incidents } = scene();
  const minutes = 36 * 60;
  for (let minute = -3; minute < minutes; minute += 1) await watch.ledger.add([close(minute)]);
  for (let minute = 0; minute < minutes; minute += 30) await look(minute);
  assert.equal((await incidents())[0]?.state, 'triggered');
  await look(minutes + 15);
  assert.equal((await incidents())[0]?.state, 'resolved');
});
