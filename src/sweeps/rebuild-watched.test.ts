import assert from 'node:assert/strict';
import { test } from 'node:test';

import { defaultSpike } from '#domain/configuration.ts';
import type { Alarm } from '#domain/incident.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import { newIncident } from '#state/new-incident.ts';
import type { ProbePoint } from '#state/watch.ts';

import { defaultStreakRules } from './detect-streak.ts';
import { rebuildWatched, type Stored } from './rebuild-watched.ts';
import { suspectsOf } from './suspects.ts';

const minuteAt = (minute: number, second = 0): string =>
  new Date(Date.parse('2026-03-02T10:00:00Z') + minute * 60_000 + second * 1_000).toISOString();

const slotAt = (minute: number): SweepSlot => ({
  sweep: 'every-minute',
  environment: 'staging',
  dueAt: minuteAt(minute),
  state: 'ran',
  startedAt: minuteAt(minute),
  endedAt: minuteAt(minute, 20),
  up: 1,
  down: 1,
  unknown: 0,
});

const pointAt = (minute: number, parts: Partial<ProbePoint>): ProbePoint => ({
  at: minuteAt(minute, 3),
  environment: 'staging',
  endpoint: 'chat',
  standing: 'up',
  ...parts,
});

const closed = { standing: 'down', brokeAt: 'welcome', code: 'CLOSE_1011' } as const;
const rules = { ...defaultSpike, ...defaultStreakRules };

function stored(parts: Partial<Stored>): Stored {
  const kinds = new Map([['chat', 'websocket'] as const]);
  return {
    sweep: 'every-minute',
    environment: 'staging',
    kinds,
    slots: [],
    points: [],
    incidents: [],
    rules,
    ...parts,
  };
}

const alarm: Alarm = {
  key: 'outage staging welcome CLOSE_1011',
  kind: 'outage',
  environment: 'staging',
  layer: 'welcome',
  code: 'CLOSE_1011',
  endpoints: ['chat'],
  endpointCount: 1,
  evidence: ['chat fails'],
  sweep: 'every-minute',
  seenAt: minuteAt(2),
};

test('rows go on where they were', () => {
  const slots = [0, 1, 2].map(slotAt);
  const points = [0, 1, 2].map((minute) => pointAt(minute, closed)).toReversed();
  const { watched } = rebuildWatched(stored({ slots, points }));
  assert.deepEqual(watched.endpoints.get('chat')?.streak, {
    failed: 3,
    passed: 0,
    unknown: 0,
    failingSince: minuteAt(0),
  });
  assert.equal(suspectsOf(watched, rules).length, 1);
});

test('the sum and the window of a rate go on where they were', () => {
  const slots = Array.from({ length: 20 }, (_, minute) => slotAt(minute));
  const points = slots.map((_, minute) => pointAt(minute, minute % 4 === 0 ? closed : {}));
  const { watched } = rebuildWatched(stored({ slots, points }));
  const rate = watched.symptoms.get('CLOSE_1011')?.rate;
  assert.equal(rate?.samples.length, 20);
  assert.ok((rate?.score ?? 0) > 10);
});

test('points between sweeps are of bursts and commands, and count for nothing', () => {
  const slots = [slotAt(0), slotAt(1)];
  const points = [pointAt(0, closed), { ...pointAt(0, {}), at: minuteAt(0, 40) }, pointAt(1, closed)];
  const { watched } = rebuildWatched(stored({ slots, points }));
  assert.equal(watched.endpoints.get('chat')?.streak.failed, 2);
});

test('a sweep whose points are gone is unknown, not a success', () => {
  const { watched } = rebuildWatched(stored({ slots: [slotAt(0), slotAt(1)], points: [pointAt(0, closed)] }));
  assert.deepEqual(watched.endpoints.get('chat')?.streak, {
    failed: 1,
    passed: 0,
    unknown: 1,
    failingSince: minuteAt(0),
  });
});

test('what an open incident names is told already and raises no suspicion', () => {
  const slots = [0, 1, 2].map(slotAt);
  const points = [0, 1, 2].map((minute) => pointAt(minute, closed));
  const incidents = [newIncident('i1', alarm, undefined)];
  const { watched, told } = rebuildWatched(stored({ slots, points, incidents }));
  assert.deepEqual(watched.endpoints.get('chat')?.status, { is: 'alarmed', key: alarm.key });
  assert.deepEqual([...told.keys()], [alarm.key]);
  assert.deepEqual(suspectsOf(watched, rules), []);
});

test('an open incident of a rate is told already, also when its failures have left the window', () => {
  const spike = { ...alarm, key: 'staging/close-spike/1011', kind: 'close-spike' } as const;
  const slots = Array.from({ length: 16 }, (_, minute) => slotAt(minute));
  const points = slots.map((_, minute) => pointAt(minute, {}));
  const { watched } = rebuildWatched(stored({ slots, points, incidents: [newIncident('i1', spike, undefined)] }));
  const known = watched.symptoms.get('CLOSE_1011');
  assert.deepEqual(known?.status, { is: 'alarmed', key: spike.key });
  assert.equal(known?.rate.quiet, 16);
});

test('incidents that are resolved or of another environment are not taken for told', () => {
  const other = newIncident('i1', { ...alarm, environment: 'production' }, undefined);
  const resolved = { ...newIncident('i2', alarm, undefined), state: 'resolved' } as const;
  assert.equal(rebuildWatched(stored({ incidents: [other, resolved] })).told.size, 0);
});
