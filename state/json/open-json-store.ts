import type { Store } from '../state.ts';
import { isFolder, sweepLeftovers } from './data-folder.ts';
import type { Disk } from './disk.ts';
import { Gate } from './gate.ts';
import { JsonLocks } from './json-locks.ts';
import { JsonPosts, runPostsPath } from './json-posts.ts';
import { JsonProofs } from './json-proofs.ts';
import { JsonRequests } from './json-requests.ts';
import { JsonRuns } from './json-runs.ts';
import { type Layout, layoutOf } from './layout.ts';
import { Listeners } from './listeners.ts';
import { lockData } from './lock-data.ts';
import { openJsonRuns } from './open-json-runs.ts';
import { openReadOnlyStore } from './read-only-store.ts';
import { toStoreError } from './store-error.ts';
import type { StoreLock } from './store-lock.ts';
import { openJsonWatch } from './watch/open-json-watch.ts';
import { Writes } from './writes.ts';

export interface JsonStoreOptions {
  /** Absolute folder; made when it is not there, its parent must be. */
  readonly data: string;
  readonly keepRuns: number;
  /** How long points, closes and slots are kept; 14 days unless given. */
  readonly keepProbesMs?: number | undefined;
  /** For a look while another process writes: takes no lock, every writing call rejects with `STORE_READ_ONLY`. */
  readonly readOnly?: boolean | undefined;
  readonly now: () => Date;
  /** That of `lockData`, where it was taken before; the store releases it. */
  readonly lock?: StoreLock | undefined;
}

/** libuv has four threads; the journal must find one free. */
const FILES_WRITTEN_AT_ONCE = 2;
const KEEP_PROBES_MS = 14 * 24 * 60 * 60_000;

/**
 * Opens the store of a data folder. Rejects with an `OperatorError`: `STORE_IN_USE`, `STORE_TOO_NEW`,
 * `STORE_NO_FOLDER`, `STORE_NOT_A_FOLDER`, `STORE_NOT_WRITABLE` and what else a disk can refuse.
 */
export async function openJsonStore(options: JsonStoreOptions): Promise<Store> {
  const layout = layoutOf(options.data);
  if (options.readOnly === true) {
    await isFolder(options.data);
    return openReadOnlyStore(layout, options.now);
  }
  const lock = options.lock ?? (await lockData(options.data));
  try {
    return await openLocked(options, layout, lock);
  } catch (error) {
    await lock.release();
    throw toStoreError(error, options.data);
  }
}

async function openLocked(options: JsonStoreOptions, layout: Layout, lock: StoreLock): Promise<Store> {
  const { keepRuns, keepProbesMs = KEEP_PROBES_MS, now } = options;
  await sweepLeftovers(layout);
  const writes = new Writes(() => lock.check());
  const disk: Disk = { layout, gate: new Gate(FILES_WRITTEN_AT_ONCE), writes, notices: [], now };
  const { index, ...parts } = await openJsonRuns(disk);
  const requests = await JsonRequests.open(disk);
  const { watch, work, postsPath, close: closeWatch } = await openJsonWatch(disk, keepProbesMs);
  const listeners = new Listeners();
  const close = async (): Promise<void> => {
    await writes.end();
    await requests.close();
    await closeWatch();
    await lock.release();
  };
  return {
    runs: new JsonRuns({ ...parts, keepRuns }, (runId) => listeners.tell(runId)),
    requests,
    posts: new JsonPosts(disk, (id) => (parts.records.has(id) ? runPostsPath(layout, id) : postsPath(id))),
    locks: new JsonLocks(index, writes),
    proofs: await JsonProofs.open(disk),
    watch,
    work,
    notices: disk.notices,
    subscribe: (listener) => listeners.subscribe(listener),
    close,
  };
}
