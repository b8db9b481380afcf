import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serveSwitched, startSweepScene } from '#testing/sweep-scene.ts';

const everyMinute = '* * * * *';
const everyOther = '*/1 * * * *';

async function startTwo(t: Parameters<typeof serveSwitched>[0]) {
  const [staging, preview, control] = await Promise.all([serveSwitched(t), serveSwitched(t), serveSwitched(t)]);
  const yaml = `
environments:
  staging: { services: { api: { url: 'http://127.0.0.1:${staging.port}', health: /health } } }
  preview: { services: { api: { url: 'http://127.0.0.1:${preview.port}', health: /health } } }
sweeps:
  one: { cron: '${everyMinute}', environment: staging, recoverAfter: 2 }
  two: { cron: '${everyOther}', environment: preview, recoverAfter: 2 }
alerts: { control: ['http://127.0.0.1:${control.port}/'] }
`;
  const scene = startSweepScene(t, yaml);
  await scene.minute(everyOther);
  await scene.schedules.get(everyMinute)?.onDue(new Date(scene.clock.now()));
  const minute = async (): Promise<void> => {
    await scene.minute(everyMinute);
    await scene.schedules.get(everyOther)?.onDue(new Date(scene.clock.now()));
  };
  return { staging, preview, control, scene, minute };
}

test('what another sweep reaches shows that this machine is online: an outage is told as one, whatever the control target does', async (t) => {
  const { staging, control, scene, minute } = await startTwo(t);
  staging.mode.isDead = true;
  control.mode.isDead = true;
  for (let sweep = 0; sweep < 3; sweep += 1) await minute();
  await scene.pass(10_000);
  assert.deepEqual(
    (await scene.incidents()).map(({ alarm, state }) => [alarm.kind, alarm.environment, state]),
    [['outage', 'staging', 'triggered']],
  );
  assert.deepEqual(scene.bugs, []);
});

test('where nothing of any sweep answers there is one incident, which ends once and not by who measured nothing', async (t) => {
  const { staging, preview, control, scene, minute } = await startTwo(t);
  for (const { mode } of [staging, preview, control]) mode.isDead = true;
  for (let sweep = 0; sweep < 4; sweep += 1) await minute();
  const [incident, ...others] = await scene.incidents();
  assert.deepEqual(others, []);
  assert.deepEqual([incident?.alarm.kind, incident?.entries.length], ['runner-offline', 1]);
  for (const { mode } of [staging, preview, control]) mode.isDead = false;
  await minute();
  await minute();
  const [after] = await scene.incidents();
  assert.equal(after?.state, 'resolved');
  assert.match(after?.entries.at(-1)?.text ?? '', /this machine reaches endpoints again$/);
});
