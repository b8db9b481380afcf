import assert from 'node:assert/strict';
import { test } from 'node:test';

import { killEdges, type KillEdge } from '#testing/kill-edges.ts';
import { keyOf, openKillScene, waitForRoot, type KillScene } from '#testing/kill-scene.ts';
import { needs } from '#testing/tools.ts';
import { waitFor } from '#testing/wait-for.ts';

const ended = /passed|failed:|interrupted|timed out|stopped/u;

for (const edge of killEdges) {
  test(`kill −9 ${edge.name}: interrupted or finished, told, once, and nothing survives`, needs('proc'), async () => {
    await using scene = await openKillScene();
    const bot = await scene.startBot();
    edge.prepare?.(scene);
    const { ok } = await scene.playground.slash({
      user: scene.user,
      channel: scene.channel,
      command: '/e2e',
      text: 'run critical',
    });
    assert.equal(ok, true);
    await edge.reached(scene);
    await bot.kill();
    await waitFor(
      'every process of the run to end without the bot',
      async () => ((await scene.alive()).length === 0 ? true : undefined),
      8_000,
    );
    await isMended(edge, scene);
  });
}

async function isMended(edge: KillEdge, scene: KillScene): Promise<void> {
  const startsBefore = await scene.starts();
  const begin = performance.now();
  const next = await scene.startBot();
  const text = await waitForRoot(scene, 'r1/root', ended);
  assert.ok(performance.now() - begin < 30_000);
  const starts = await scene.starts();
  // Killed before the suite was started, the acknowledged request is carried out now; else never again.
  assert.equal(starts, 1, `${edge.name}: started ${starts} times, ${startsBefore} before the kill`);
  if (startsBefore === 1) assert.match(text, /interrupted|failed:/u);
  await waitFor('the telling to end', async () => (await scene.record('r1'))?.toldAt, 20_000);
  assert.deepEqual(duplicates(scene), []);
  assert.equal(await next.stop(), 0);
  assert.deepEqual(await scene.alive(), []);
}

/** Keys of messages, and names of files, that are in the channel more than once. */
function duplicates(scene: KillScene): readonly string[] {
  const messages = scene.playground.workspace().messages[scene.channel] ?? [];
  const names = messages.flatMap((message) => {
    const files = Array.isArray(message['files'])
      ? message['files'].map((file: { name?: string }) => file.name ?? '')
      : [];
    return [...files, ...[keyOf(message) ?? []].flat()];
  });
  return names.filter((name, index) => names.indexOf(name) !== index);
}
