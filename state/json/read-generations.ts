import { readFile } from 'node:fs/promises';
import { type Shape, unseal } from './envelope.ts';
import { generationsOf } from './replace-file.ts';
import { errnoOf, toStoreError, tooNew } from './store-error.ts';

export interface Generations<T> {
  /** Of the newest generation that can be trusted. */
  readonly content: T | undefined;
  /** True: the file itself is there and whole. */
  readonly isCurrent: boolean;
  /** Generations that cannot be trusted and are newer than `content`. */
  readonly rejected: readonly string[];
}

/** Reads the newest trustworthy generation of a file. Throws `STORE_TOO_NEW` when only a newer version can read it. */
export async function readGenerations<T>(path: string, shape: Shape<T>): Promise<Generations<T>> {
  const rejected: string[] = [];
  let isTooNew = false;
  for (const file of generationsOf(path)) {
    const bytes = await readBytes(file);
    if (bytes === undefined) continue;
    const opened = unseal(bytes, shape);
    if (opened.good) return { content: opened.content, isCurrent: file === path, rejected };
    isTooNew ||= opened.newer;
    rejected.push(file);
  }
  if (isTooNew) throw tooNew(path);
  return { content: undefined, isCurrent: false, rejected };
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    if (errnoOf(error) === 'EISDIR') return Buffer.alloc(0);
    throw toStoreError(error, path);
  }
}
