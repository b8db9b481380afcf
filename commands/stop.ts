import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { note } from '#domain/reply.ts';
import { isActive } from '#domain/run.ts';
import { stopRun } from '#suites/stop-run.ts';

import { findRun, runWord } from './find-run.ts';

const usage = 'stop <run>';

export const stopCommand: Command<{ readonly run: string }> = {
  name: 'stop',
  usage,
  summary: 'Stop a run that is queued or running, with all its processes',
  permission: 'run',
  parse: (words) => ({ run: runWord(readWords(words, { usage, plain: 1 }).plain, usage) }),
  async run(input, context) {
    const run = await findRun(input.run, context.store);
    if (!isActive(run)) return note(`${run.id} had already ended: ${run.state}`);
    if (run.stopRequestedBy !== undefined)
      return note(`${run.id} is already being stopped by ${run.stopRequestedBy.name}`);
    const stopped = await stopRun(run, context.request.actor, context);
    return note(stopped.state === 'cancelled' ? `${run.id} is cancelled` : `${run.id} is being stopped`);
  },
};
