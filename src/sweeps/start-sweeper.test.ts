import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serveSwitched, startSweepScene } from '#testing/sweep-scene.ts';

const yamlOf = (port: number, more = ''): string => `
environments:
  staging:
    services:
      api: { url: 'http://127.0.0.1:${port}', health: /health, version: /version }
    websockets:
      chat: { url: 'ws://127.0.0.1:${port}/ws', send: '{"type":"ping"}', expect: [pong] }
      agents: { url: 'ws://127.0.0.1:${port}/agents', send: '{"type":"ping"}', expect: [pong] }
sweeps:
  every-minute: { cron: '* * * * *', environment: staging, recoverAfter: 4 }
${more}
`;

test('a server that begins to close with 1011 is one incident within three sweeps, resolved after the clean ones that are asked for', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  await scene.minute();
  await scene.minute();
  assert.deepEqual(await scene.incidents(), []);
  mode.close = 1011;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  const [incident, ...others] = await scene.incidents();
  assert.deepEqual(others, []);
  assert.deepEqual(incident?.alarm.endpoints.toSorted(), ['agents', 'chat']);
  assert.equal(incident?.alarm.code, 'CLOSE_1011');
  assert.equal(incident?.alarm.closedBy, 'server');
  assert.equal(incident?.alarm.closeReason, 'switched');
  mode.close = 0;
  for (let sweep = 0; sweep < 4; sweep += 1) await scene.minute();
  assert.deepEqual(
    (await scene.incidents()).map(({ state }) => state),
    ['resolved'],
  );
  const ledger = await scene.watch.ledger.since('2026-01-01T00:00:00.000Z');
  const spikes = ledger.filter(({ code }) => code === 1011);
  assert.ok(spikes.every(({ version, closedBy }) => version === 'v1' && closedBy === 'server'));
  assert.equal(
    spikes.reduce((sum, { count }) => sum + count, 0),
    6,
  );
  assert.deepEqual(scene.bugs, []);
});

test('a deploy that closes with 1012 is counted in the ledger and calls nobody', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  await scene.minute();
  mode.close = 1012;
  await scene.minute();
  mode.version = 'v2';
  for (let sweep = 0; sweep < 6; sweep += 1) await scene.minute();
  await scene.pass(50_000);
  assert.deepEqual(await scene.incidents(), []);
  const ledger = await scene.watch.ledger.since('2026-01-01T00:00:00.000Z');
  assert.equal(
    ledger.filter(({ code }) => code === 1012).reduce((sum, { count }) => sum + count, 0),
    14,
  );
});

test('when the control target does not answer either, this machine is offline: one alarm, and nothing is said of endpoints', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const control = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port, `alerts: { control: ['http://127.0.0.1:${control.port}/'] }`));
  await scene.minute();
  mode.isDead = true;
  control.mode.isDead = true;
  for (let sweep = 0; sweep < 5; sweep += 1) await scene.minute();
  assert.deepEqual(
    (await scene.incidents()).map(({ alarm }) => alarm.kind),
    ['runner-offline'],
  );
  const [slot] = await scene.watch.sweeps.list({ since: '2026-01-01T00:00:00.000Z', limit: 1 });
  assert.deepEqual([slot?.state, slot?.up, slot?.down, slot?.unknown], ['offline', 0, 0, 3]);
  assert.deepEqual(new Set((await scene.watch.probes.latest()).map(({ standing }) => standing)), new Set(['unknown']));
  control.mode.isDead = false;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  const after = await scene.incidents();
  assert.deepEqual(after.map(({ alarm, state }) => `${alarm.kind} ${state}`).sort(), [
    'outage triggered',
    'runner-offline resolved',
  ]);
});

test('without a control target nothing is taken for being offline', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  mode.isDead = true;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  assert.deepEqual(
    (await scene.incidents()).map(({ alarm }) => alarm.kind),
    ['outage'],
  );
});

test('a restart neither forgets nor repeats an alarm, and finds the slots that it missed', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const before = startSweepScene(t, yamlOf(port));
  mode.close = 1011;
  for (let sweep = 0; sweep < 3; sweep += 1) await before.minute();
  await before.pass(10_000);
  await before.end();
  const after = startSweepScene(t, yamlOf(port), { watch: before.watch, beginMs: before.clock.now() + 5 * 60_000 });
  await after.minute();
  const [incident, ...others] = await after.incidents();
  assert.deepEqual(others, []);
  assert.equal(incident?.state, 'triggered');
  assert.deepEqual(
    incident?.entries.map(({ kind }) => kind),
    ['triggered'],
  );
  mode.close = 0;
  for (let sweep = 0; sweep < 4; sweep += 1) await after.minute();
  assert.equal((await after.incidents())[0]?.state, 'resolved');
  const slots = await after.watch.sweeps.list({ since: '2026-01-01T00:00:00.000Z', limit: 100 });
  assert.equal(slots.filter(({ state }) => state === 'missed').length, 5);
  assert.equal(slots.filter(({ state }) => state === 'ran').length, 8);
});

test('an endpoint that cannot be measured is told as missing data after three sweeps, never as down', async (t) => {
  const { port } = await serveSwitched(t);
  const yaml = yamlOf(port).replace(`'http://127.0.0.1:${port}'`, '{ env: NOT_SET }');
  const scene = startSweepScene(t, yaml);
  for (let sweep = 0; sweep < 2; sweep += 1) await scene.minute();
  assert.deepEqual(await scene.incidents(), []);
  await scene.minute();
  const [incident] = await scene.incidents();
  assert.equal(incident?.alarm.kind, 'no-data');
  assert.deepEqual(incident?.alarm.endpoints, ['api']);
  scene.reconfigure(yamlOf(port));
  await scene.minute();
  await scene.minute();
  assert.equal((await scene.incidents())[0]?.state, 'resolved');
});

test('a sweep that is not carried out for three periods is told, until it is', async (t) => {
  const { port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  await scene.minute();
  await scene.pass(5 * 60_000);
  const [incident] = await scene.incidents();
  assert.equal(incident?.alarm.kind, 'no-data');
  assert.match(incident?.alarm.evidence[0] ?? '', /has not been carried out since 10:01 UTC/);
  await scene.minute();
  assert.equal((await scene.incidents())[0]?.state, 'resolved');
  const slots = await scene.watch.sweeps.list({ since: '2026-01-01T00:00:00.000Z', limit: 100 });
  assert.equal(slots.filter(({ state }) => state === 'missed').length, 5);
});

test('a sweep that is taken out of the file stops, and its incident ends', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  mode.close = 1011;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  scene.reconfigure(yamlOf(port).replace(/sweeps:[^]*/u, ''));
  await scene.pass(3_000);
  assert.deepEqual([...scene.schedules.keys()], []);
  assert.equal((await scene.incidents())[0]?.state, 'resolved');
});

test('when the clock is set back sweeps are scheduled anew, and what was open stays so', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  mode.close = 1011;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  const before = scene.schedules.get('* * * * *');
  scene.clock.set(scene.clock.now() - 2 * 3_600_000);
  await scene.pass(3_000);
  assert.notEqual(scene.schedules.get('* * * * *'), undefined);
  assert.notEqual(scene.schedules.get('* * * * *'), before);
  await scene.minute();
  assert.deepEqual(
    (await scene.incidents()).map(({ state, entries }) => [state, entries.length]),
    [['triggered', 1]],
  );
  assert.deepEqual(scene.bugs, []);
});

test('one sweep that overlaps the next is written down as such', async (t) => {
  const { port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  await scene.minute();
  scene.schedules.get('* * * * *')?.onOverlap(new Date(scene.clock.now() + 60_000));
  await scene.pass(60_000);
  const [slot] = await scene.watch.sweeps.list({ since: '2026-01-01T00:00:00.000Z', limit: 1 });
  assert.equal(slot?.state, 'overlapped');
});

test('what the store refuses is told, and the sweeps go on', async (t) => {
  const { port } = await serveSwitched(t);
  const scene = startSweepScene(t, yamlOf(port));
  const add = scene.watch.probes.add.bind(scene.watch.probes);
  let refusals = 1;
  t.mock.method(scene.watch.probes, 'add', async (...given: Parameters<typeof add>) => {
    if (refusals-- > 0) throw new Error('ENOSPC');
    await add(...given);
  });
  await scene.minute();
  await scene.minute();
  assert.equal((await scene.watch.probes.latest()).length, 3);
  assert.equal(scene.bugs.length, 1);
});
