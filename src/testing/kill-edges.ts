import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Run } from '#domain/run.ts';
import { totalOf } from '#domain/test-result.ts';

import type { KillScene } from './kill-scene.ts';
import { waitFor } from './wait-for.ts';

/** A moment in the life of a run at which the bot is killed: `prepare` before the command is typed, `reached` after its ack. */
export interface KillEdge {
  readonly name: string;
  readonly prepare?: ((scene: KillScene) => void) | undefined;
  readonly reached: (scene: KillScene) => Promise<void>;
}

export const killEdges: readonly KillEdge[] = [
  { name: 'right after the acknowledgement', reached: async () => undefined },
  { name: 'when the suite has started', reached: (scene) => traced(scene, 'start') },
  hanging('while the root message is being posted', 'chat.postMessage'),
  losing('after the root message was posted, before its answer came', 'chat.postMessage'),
  { name: 'in the middle of the tests', reached: (scene) => recorded(scene, (run) => totalOf(run.counts) > 0) },
  { name: 'when the suite has ended', reached: (scene) => traced(scene, 'end') },
  { name: 'when the end is written down', reached: (scene) => recorded(scene, (run) => run.endedAt !== undefined) },
  hanging('while the root message is being edited', 'chat.update'),
  losing('after the root message was edited, before the answer came', 'chat.update'),
  hanging('while a file is being announced', 'files.getUploadURLExternal'),
  hanging('while a file is being completed', 'files.completeUploadExternal'),
  losing('after a file was completed, before the answer came', 'files.completeUploadExternal'),
];

function hanging(name: string, method: string): KillEdge {
  return {
    name,
    prepare: (scene) => scene.playground.misbehave({ kind: 'hang', method, times: 1 }),
    reached: (scene) => called(scene, method),
  };
}

function losing(name: string, method: string): KillEdge {
  return {
    name,
    prepare: (scene) => scene.playground.misbehave({ kind: 'lost-answer', method, times: 1 }),
    reached: (scene) => called(scene, method),
  };
}

async function called(scene: KillScene, method: string): Promise<void> {
  await waitFor(`a call of ${method}`, () => scene.playground.calls.find((call) => call.method === method), 20_000);
}

async function traced(scene: KillScene, word: string): Promise<void> {
  await waitFor(`"${word}" in the trace`, async () => {
    const trace = await readFile(path.join(scene.folder, 'trace.txt'), 'utf8');
    return trace.includes(`${word}\n`) ? true : undefined;
  });
}

async function recorded(scene: KillScene, isReached: (run: Run) => boolean): Promise<void> {
  await waitFor('the record', async () => {
    const run = await scene.record('r1');
    return run !== undefined && isReached(run) ? true : undefined;
  });
}
