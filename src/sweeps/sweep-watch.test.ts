import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMemoryIncidents } from '#state/memory/memory-records.ts';
import { createMemoryDesk } from '#testing/memory-desk.ts';
import { createSimulatedClock, createSimulation, startMs, sweepMs, type Truth } from '#testing/sweep-simulation.ts';
import { blipStream, cleanStream, closed1011, overdispersedStream } from '#testing/sweep-streams.ts';
import { detect, falseAlarms, quantile } from '#testing/sweep-trials.ts';

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

for (const [name, stream] of Object.entries({ cleanStream, overdispersedStream, blipStream })) {
  test(`120 days of ${name} raise at most one alarm`, async () => {
    const alarms = await falseAlarms(stream(11), 120);
    assert.ok(alarms.length <= 1, JSON.stringify(alarms.map(({ alarm }) => alarm.evidence)));
  });
}

test('a full outage is told within three sweeps, as one incident', async () => {
  const found = await Promise.all(seeds(40).map((seed) => detect(1, seed)));
  assert.ok(Math.max(...found.map(({ sweeps }) => sweeps)) <= 3);
  assert.deepEqual(
    found.filter(({ incidents }) => incidents !== 1),
    [],
  );
});

test('a third of failures is told within six sweeps in 95 of 100 cases, as one incident', async () => {
  const found = await Promise.all(seeds(60).map((seed) => detect(0.3, seed)));
  const late = quantile(
    found.map(({ sweeps }) => sweeps),
    0.95,
  );
  assert.ok(late <= 6, `${late}`);
  assert.deepEqual(
    found.filter(({ incidents }) => incidents !== 1),
    [],
  );
});

test('a leak of one in twenty is found by the window', async () => {
  const found = await Promise.all(seeds(20).map((seed) => detect(0.05, seed)));
  const sweeps = found.map((each) => each.sweeps);
  assert.ok(Math.max(...sweeps) <= 240, sweeps.join(', '));
});

function scene(truth: Truth, isDeploying?: (atMs: number) => boolean) {
  const incidents = createMemoryIncidents();
  const clock = createSimulatedClock();
  const desk = createMemoryDesk(incidents);
  const simulation = createSimulation({ truth, incidents, desk, clock, isDeploying });
  return { simulation, list: () => incidents.list({ limit: 100 }) };
}

const minute = (atMs: number): number => Math.floor((atMs - startMs) / sweepMs);

test('servers that say they restart during a deploy make no incident, however many', async () => {
  const restart = { layer: 'round-trip', code: 'CLOSE_1012' } as const;
  // The first closes come before the new version can be read.
  const truth: Truth = (_, atMs) => (minute(atMs) >= 10 && minute(atMs) < 20 ? restart : undefined);
  const { simulation, list } = scene(truth, (atMs) => minute(atMs) >= 12 && minute(atMs) < 22);
  await simulation.sweep(60);
  assert.deepEqual(await list(), []);
});

test('servers that go on saying so with no deploy are an outage', async () => {
  const restart = { layer: 'round-trip', code: 'CLOSE_1012' } as const;
  const { simulation, list } = scene((_, atMs) => (minute(atMs) >= 10 ? restart : undefined));
  await simulation.sweep(16);
  assert.deepEqual(
    (await list()).map(({ alarm }) => alarm.code),
    ['CLOSE_1012'],
  );
});

test('other failures during a deploy are not hidden', async () => {
  const { simulation, list } = scene(
    (_, atMs) => (minute(atMs) >= 10 ? closed1011 : undefined),
    () => true,
  );
  await simulation.sweep(16);
  assert.equal((await list()).length, 1);
});

test('an outage is resolved after 15 clean sweeps, not before', async () => {
  const { simulation, list } = scene((_, atMs) => (minute(atMs) >= 10 && minute(atMs) < 20 ? closed1011 : undefined));
  await simulation.sweep(20 + 13);
  assert.equal((await list())[0]?.state, 'triggered');
  await simulation.sweep(2);
  assert.equal((await list())[0]?.state, 'resolved');
});

test('one endpoint of six that is down is an incident about itself', async () => {
  const { simulation, list } = scene((endpoint, atMs) =>
    endpoint === 4 && minute(atMs) >= 10 ? closed1011 : undefined,
  );
  await simulation.sweep(90);
  const found = await list();
  assert.equal(found.length, 1);
  assert.deepEqual(found[0]?.alarm.endpoints, ['e4']);
});
