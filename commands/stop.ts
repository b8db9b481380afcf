import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { isLoopActive } from '#domain/loop.ts';
import { note, type Reply } from '#domain/reply.ts';
import { isActive } from '#domain/run.ts';
import { stopRun } from '#suites/stop-run.ts';

import { findLoop, isLoopId } from './find-loop.ts';
import { findRun } from './find-run.ts';

const usage = 'stop <run|loop>';

export const stopCommand: Command<{ readonly id: string }> = {
  name: 'stop',
  usage,
  summary: 'Stop a run or a loop that is queued or under way, with all its processes',
  permission: 'run',
  parse(words) {
    const [id] = readWords(words, { usage, plain: 1 }).plain;
    if (id === undefined) throw badWords('The run or loop is missing', usage);
    return { id: id.toLowerCase() };
  },
  run: ({ id }, context) => (isLoopId(id) ? stopLoop(id, context) : stopOneRun(id, context)),
};

async function stopOneRun(id: string, context: CommandContext): Promise<Reply> {
  const run = await findRun(id, context.store);
  if (!isActive(run)) return note(`${run.id} had already ended: ${run.state}`);
  if (run.stopRequestedBy !== undefined)
    return note(`${run.id} is already being stopped by ${run.stopRequestedBy.name}`);
  const stopped = await stopRun(run, context.request.actor, context);
  return note(stopped.state === 'cancelled' ? `${run.id} is cancelled` : `${run.id} is being stopped`);
}

/** Written down; who carries the loop out ends what it runs, and unlocks. */
async function stopLoop(id: string, { store, request }: CommandContext): Promise<Reply> {
  const { state } = await findLoop(id, store);
  let isNew = false;
  const loop = await store.work.loops.change(id, (current) => {
    isNew = isLoopActive(current) && current.stopRequestedBy === undefined;
    return isNew ? { ...current, stopRequestedBy: request.actor } : current;
  });
  if (isNew) return note(`${id} is being stopped; ${loop.environment} is unlocked when it has ended`);
  if (!isLoopActive(loop)) return note(`${id} had already ended: ${state}`);
  return note(`${id} is already being stopped by ${loop.stopRequestedBy?.name ?? 'somebody'}`);
}
