import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ifThere, toStoreError } from './store-error.ts';

const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const CHUNK_CHARACTERS = 64 * 1024;

/** The file itself and its backups, newest first. */
export function generationsOf(path: string): readonly [string, string, string] {
  return [path, `${path}.1`, `${path}.2`];
}

export function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Replaces a file so that at every moment, also after a loss of power, the old or the new one is there, whole. */
export async function replaceFile(path: string, pieces: Iterable<string>): Promise<void> {
  const fresh = temporaryName(path);
  let folder: FileHandle | undefined;
  try {
    // Opened first: without a descriptor for it nothing has been touched yet.
    folder = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    await writeNew(fresh, pieces);
    const isFirst = await keepBackups(path);
    await rename(fresh, path);
    if (isFirst) await copyDurably(path, generationsOf(path)[1]);
    await folder.sync();
  } catch (error) {
    await rm(fresh, { force: true });
    throw toStoreError(error, path);
  } finally {
    await folder?.close();
  }
}

/** Writes a file that must not exist yet, and waits until the disk has it. Mode 0600. */
export async function writeNew(path: string, pieces: Iterable<string>): Promise<void> {
  const file = await open(path, FRESH, 0o600);
  try {
    let chunk = '';
    for (const piece of pieces) {
      chunk += piece;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      await file.writeFile(chunk);
      chunk = '';
    }
    await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Resolves to true when there was no file before. */
async function keepBackups(path: string): Promise<boolean> {
  const [, newest, oldest] = generationsOf(path);
  const [current, backup] = await Promise.all([ifThere(stat(path)), ifThere(stat(newest))]);
  if (current === undefined) return true;
  // A process that died between the link and the rename has kept this backup already.
  if (current.ino === backup?.ino) return false;
  if (backup !== undefined) await rename(newest, oldest);
  await link(path, newest);
  return false;
}

// The first generation has nothing before it that a backup could be a link of.
async function copyDurably(from: string, to: string): Promise<void> {
  const fresh = temporaryName(to);
  await copyFile(from, fresh, constants.COPYFILE_EXCL);
  const file = await open(fresh, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, to);
}
