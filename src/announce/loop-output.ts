import { join } from 'node:path';

import { folderOfChange, type Loop, type LoopRound } from '#domain/loop.ts';

import { createRemembered } from './remember.ts';
import { writeLogFile } from './run-files.ts';

export interface LoopOutputParts {
  /** The folder of a loop. */
  readonly folderOf: (loop: string) => string;
  /** The log of a command as one text, from its folder; empty when there is none. */
  readonly readLog: (folder: string) => Promise<string>;
}

const kept = 200;

/** What the command of a round said, as one file to upload: read once, since what has ended says nothing more. */
export function createLoopOutputs({ folderOf, readLog }: LoopOutputParts) {
  const once = createRemembered<string | undefined>(kept);
  return async (loop: Loop, { number, change }: LoopRound): Promise<string | undefined> => {
    if (change?.endedAt === undefined) return undefined;
    const name = folderOfChange(number, change);
    return once(`${loop.id}/${name}`, () => writeLogFile(join(folderOf(loop.id), name), readLog));
  };
}
