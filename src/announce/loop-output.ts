import { join } from 'node:path';

import type { Loop, LoopRound } from '#domain/loop.ts';

import { writeLogFile } from './run-files.ts';

export interface LoopOutputParts {
  /** The folder of a loop. */
  readonly folderOf: (loop: string) => string;
  /** The log of a command as one text, from its folder; empty when there is none. */
  readonly readLog: (folder: string) => Promise<string>;
}

const kept = 200;

/** What the command of a round said, as one file to upload: read once, since what has ended says nothing more. Bounded. */
export function createLoopOutputs({ folderOf, readLog }: LoopOutputParts) {
  const known = new Map<string, Promise<string | undefined>>();
  return (loop: Loop, { number, change }: LoopRound): Promise<string | undefined> => {
    if (change?.endedAt === undefined) return Promise.resolve(undefined);
    const name = `${number}-${change.name}`;
    const key = `${loop.id}/${name}`;
    const path = known.get(key) ?? writeLogFile(join(folderOf(loop.id), name), readLog);
    known.set(key, path);
    path.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > kept && oldest !== undefined) known.delete(oldest);
    return path;
  };
}
