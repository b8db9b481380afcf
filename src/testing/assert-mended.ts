import assert from 'node:assert/strict';

import { keyOf, waitForRoot, type KillScene } from './kill-scene.ts';
import { waitFor } from './wait-for.ts';

const ended = /passed|failed|interrupted|timed out|stopped/u;

/** After a kill without a restart: every process of the run ends, without anybody's help, within 8 s. */
export async function assertNobodySurvives(scene: KillScene): Promise<void> {
  await waitFor(
    'every process of the run to end without the bot',
    async () => ((await scene.alive()).length === 0 ? true : undefined),
    8_000,
  );
}

/**
 * Starts the bot again after a kill: the run that was acknowledged is told to its end within 30 s, was started at most
 * once, and nothing is told twice.
 */
export async function assertMended(scene: KillScene): Promise<void> {
  const startsBefore = await scene.starts();
  const begin = performance.now();
  const next = await scene.startBot();
  const { id, text } = await waitForEnd(scene).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${next.output().slice(-2_000)}`, { cause: error });
  });
  assert.ok(performance.now() - begin < 30_000);
  // Killed before the suite was started, the acknowledged request is carried out now; else never again.
  const starts = await scene.starts();
  const state = (await scene.record(id))?.state;
  assert.ok(starts === 1 || (starts === 0 && state === 'interrupted'), `started ${starts} times, ends ${state}`);
  if (startsBefore === 1) assert.match(text, /interrupted|failed/u);
  await waitFor('the telling to end', async () => (await scene.record(id))?.toldAt, 20_000);
  assert.deepEqual(duplicates(scene), []);
  assert.equal(await next.stop(), 0);
  assert.deepEqual(await scene.alive(), []);
}

/** A number may be lost with the bot that had just taken it: the run is then r2, and still the only one. */
async function waitForEnd(scene: KillScene): Promise<{ readonly id: string; readonly text: string }> {
  const text = await waitForRoot(scene, /^r[12]\/root$/u, ended);
  const keys = scene.roots().map(keyOf);
  assert.equal(keys.length, 1, keys.join());
  return { id: keys[0]?.replace('/root', '') ?? '', text };
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
