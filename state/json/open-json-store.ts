import { createMemoryWatch } from '../memory/memory-watch.ts';
import type { Store } from '../state.ts';
import { isFolder, sweepLeftovers } from './data-folder.ts';
import type { Disk } from './disk.ts';
import { Gate } from './gate.ts';
import { JsonLocks } from './json-locks.ts';
import { JsonPosts } from './json-posts.ts';
import { JsonRequests } from './json-requests.ts';
import { JsonRuns } from './json-runs.ts';
import { type Layout, layoutOf } from './layout.ts';
import { lockData } from './lock-data.ts';
import { openJsonRuns } from './open-json-runs.ts';
import { openReadOnlyStore } from './read-only-store.ts';
import { toStoreError } from './store-error.ts';
import type { StoreLock } from './store-lock.ts';
import { Writes } from './writes.ts';

export interface JsonStoreOptions {
  /** Absolute folder; made when it is not there, its parent must be. */
  readonly data: string;
  readonly keepRuns: number;
  /** For a look while another process writes: takes no lock, every writing call rejects with `STORE_READ_ONLY`. */
  readonly readOnly?: boolean | undefined;
  readonly now: () => Date;
  /** That of `lockData`, where it was taken before; the store releases it. */
  readonly lock?: StoreLock | undefined;
}

/** libuv has four threads; the journal must find one free. */
const FILES_WRITTEN_AT_ONCE = 2;

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

async function openLocked({ keepRuns, now }: JsonStoreOptions, layout: Layout, lock: StoreLock): Promise<Store> {
  await sweepLeftovers(layout);
  const writes = new Writes(() => lock.check());
  const disk: Disk = { layout, gate: new Gate(FILES_WRITTEN_AT_ONCE), writes, notices: [], now };
  const { index, ...parts } = await openJsonRuns(disk);
  const requests = await JsonRequests.open(disk);
  const listeners = new Set<(runId: string) => void>();
  const close = async (): Promise<void> => {
    await writes.end();
    await requests.close();
    await lock.release();
  };
  return {
    runs: new JsonRuns({ ...parts, keepRuns }, (runId) => tell(listeners, runId)),
    requests,
    posts: new JsonPosts(disk, (id) => parts.records.has(id)),
    locks: new JsonLocks(index, writes),
    watch: createMemoryWatch(),
    notices: disk.notices,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close,
  };
}

// In a task of its own: what a listener throws is its bug and no failure of the write.
function tell(listeners: ReadonlySet<(runId: string) => void>, runId: string): void {
  for (const listener of listeners) queueMicrotask(() => listener(runId));
}
