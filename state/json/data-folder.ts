import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';
import type { Layout } from './layout.ts';
import { errnoOf, ifThere, toStoreError } from './store-error.ts';

/** Makes the data folder, 0700. Its parent must be there: a disk that is not mounted must not be papered over. */
export async function makeDataFolder(layout: Layout): Promise<void> {
  const { data, lock, runs, history, asked, requests, removed, watch } = layout;
  const isThere = await isFolder(data);
  try {
    if (!isThere) await mkdir(data, { mode: 0o700 });
    await Promise.all(
      [lock, runs, history, asked, requests, removed].map((path) => mkdir(path, { recursive: true, mode: 0o700 })),
    );
    await mkdir(watch.folder, { recursive: true, mode: 0o700 });
    await Promise.all(
      [
        watch.points,
        watch.latest,
        watch.closes,
        watch.sweeps,
        watch.probings,
        watch.incidents,
        watch.inquiries,
        watch.loops,
        watch.approvals,
        watch.audits,
      ].map((path) => mkdir(path, { recursive: true, mode: 0o700 })),
    );
  } catch (error) {
    // EEXIST: a link that leads nowhere.
    throw errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EEXIST' ? noParent(data) : toStoreError(error, data);
  }
}

/** False when there is nothing. Throws `STORE_NOT_A_FOLDER`. */
export async function isFolder(data: string): Promise<boolean> {
  const found = await ifThere(stat(data)).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOTDIR' ? notAFolder(data) : toStoreError(error, data);
  });
  if (found !== undefined && !found.isDirectory()) throw notAFolder(data);
  return found !== undefined;
}

/** Clears what a dead process left half done: temporary files and runs on their way out. */
export async function sweepLeftovers(layout: Layout): Promise<void> {
  // Emptied and not taken away: another starter, which will be refused, may be looking whether it is there.
  const removed = await readdir(layout.removed);
  await Promise.all(removed.map((name) => rm(join(layout.removed, name), { recursive: true, force: true })));
  await Promise.all([layout.data, layout.history, layout.watch.folder, layout.watch.latest].map(sweepTemporaries));
}

export async function sweepTemporaries(folder: string): Promise<void> {
  const names = (await ifThere(readdir(folder))) ?? [];
  const temporaries = names.filter((name) => name.endsWith('.tmp'));
  await Promise.all(temporaries.map((name) => rm(join(folder, name), { force: true })));
}

/** Removes a folder in one step, seen from everybody else; the deleting itself may then be cut short. */
export async function removeFolder(folder: string, removed: string): Promise<void> {
  const away = join(removed, `${Date.now()}-${folder.slice(dirname(folder).length + 1)}`);
  await ifThere(rename(folder, away));
  await rm(away, { recursive: true, force: true });
}

function notAFolder(data: string): OperatorError {
  return new OperatorError({
    code: 'STORE_NOT_A_FOLDER',
    message: `The data folder "${data}" is a file, or lies under one`,
    hint: 'Name a folder (history.data, --data), or move that file away',
  });
}

function noParent(data: string): OperatorError {
  return new OperatorError({
    code: 'STORE_NO_FOLDER',
    message: `The folder that should hold "${data}" does not exist`,
    hint: `Mount its disk or make it (mkdir -p ${dirname(data)}), or name another data folder (history.data, --data)`,
  });
}
