import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Alarm } from '#domain/incident.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { makeRun } from '#testing/make-run.ts';

import { findLately } from './lately.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

const alarm: Alarm = {
  key: 'k',
  kind: 'outage',
  environment: 'staging',
  endpoints: ['chat'],
  endpointCount: 1,
  evidence: [],
  seenAt: at(0),
};

test('a deploy that only sweeps saw is told with the incident, the newest change of each service', async () => {
  const store = createMemoryStore({
    runs: [
      makeRun({ id: 'r3', versions: { api: 'v1', web: 'w2' }, startedAt: at(-200), state: 'passed' }),
      makeRun({ id: 'r2', versions: { api: 'v0', web: 'w1' }, startedAt: at(-300), state: 'passed' }),
    ],
  });
  const seen: readonly (readonly [number, string, Readonly<Record<string, string>>])[] = [
    [-400, 'staging', { api: 'v9' }],
    [-30, 'staging', { api: 'v1', auth: 'a1' }],
    [-20, 'staging', {}],
    [-10, 'staging', { api: 'v2', auth: 'a1' }],
    [-4, 'staging', { api: 'v3', auth: 'a1' }],
    [-3, 'preview', { api: 'v7' }],
    [0, 'staging', { auth: 'a1' }],
  ];
  for (const [minute, environment, versions] of seen) {
    const counts = { up: 0, down: 0, unknown: 0 };
    await store.watch.sweeps.add({ sweep: 'm', environment, dueAt: at(minute), state: 'ran', versions, ...counts });
  }
  assert.deepEqual(await findLately(alarm, 'i1', store), [
    'api v2 → v3, first seen by the sweep m 4m 00s before',
    'web w1 → w2, first seen by r3 3h 20m before',
  ]);
});
