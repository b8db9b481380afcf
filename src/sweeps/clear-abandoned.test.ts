import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { serveSwitched, startSweepScene } from '#testing/sweep-scene.ts';

const endpoint = (name: string, port: number): string => `      ${name}: { url: 'ws://127.0.0.1:${port}/${name}' }`;

const yamlOf = (sockets: readonly string[], endpoints = 'all'): string => `
environments:
  staging:
    websockets:
${sockets.join('\n')}
sweeps:
  every-minute: { cron: '* * * * *', environment: staging, endpoints: ${endpoints}, recoverAfter: 4 }
`;

async function startWithOutage(t: TestContext) {
  const [well, dead] = await Promise.all([serveSwitched(t), serveSwitched(t)]);
  const all = [endpoint('agents', well.port), endpoint('chat', dead.port)];
  const scene = startSweepScene(t, yamlOf(all));
  dead.mode.isDead = true;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  const told = async () => (await scene.incidents()).map(({ state, entries }) => [state, entries.at(-1)?.text ?? '']);
  assert.deepEqual(
    (await scene.incidents()).map(({ state, alarm }) => [state, alarm.endpoints]),
    [['triggered', ['chat']]],
  );
  return { scene, all, told };
}

test('an outage of an endpoint that its sweep leaves out ends, and says so', async (t) => {
  const { scene, all, told } = await startWithOutage(t);
  scene.reconfigure(yamlOf(all, '[agents]'));
  await scene.pass(3_000);
  const [[state, text] = []] = await told();
  assert.equal(state, 'resolved');
  assert.match(text ?? '', /no sweep measures this any more$/);
});

test('an endpoint that is taken out of its environment is never called clean', async (t) => {
  const { scene, all, told } = await startWithOutage(t);
  scene.reconfigure(yamlOf(all.slice(0, 1)));
  await scene.pass(3_000);
  await scene.minute();
  const [[state, text] = []] = await told();
  assert.equal(state, 'resolved');
  assert.match(text ?? '', /no sweep measures this any more$/);
});

test('an outage of what is still measured goes on, whatever else is left out', async (t) => {
  const { scene, all, told } = await startWithOutage(t);
  scene.reconfigure(yamlOf(all, '[chat]'));
  await scene.pass(3_000);
  assert.equal((await told())[0]?.[0], 'triggered');
});
