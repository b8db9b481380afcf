import type { Command, CommandContext } from '#chat/command.ts';
import { badWords, readWords } from '#chat/read-words.ts';
import { isLoopActive } from '#domain/loop.ts';
import { note, type Reply } from '#domain/reply.ts';
import { isActive } from '#domain/run.ts';
import { stopLoop } from '#loop/stop-loop.ts';
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
  run: ({ id }, context) => (isLoopId(id) ? stopOneLoop(id, context) : stopOneRun(id, context)),
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
async function stopOneLoop(id: string, context: CommandContext): Promise<Reply> {
  const loop = await findLoop(id, context.store);
  const { environment, state, stopRequestedBy } = loop;
  if (!isLoopActive(loop)) return note(`${id} had already ended: ${state}`);
  if (stopRequestedBy !== undefined) return note(`${id} is already being stopped by ${stopRequestedBy.name}`);
  const stopped = await stopLoop(loop, context.request.actor, context);
  if (!isLoopActive(stopped)) return note(`${id} is stopped before it began`);
  return note(`${id} is being stopped; ${environment} is unlocked when it has ended`);
}
