import { join } from 'node:path';
import { OperatorError } from '#domain/operator-error.ts';
import { isActive, type Run } from '#domain/run.ts';
import { createMemoryWatch } from '../memory/memory-watch.ts';
import type { LockStore, PostStore, RequestStore, RunStore, Store } from '../state.ts';
import { DiskShelf } from './disk-shelf.ts';
import { findRuns } from './find-runs.ts';
import { lockOn } from './json-locks.ts';
import { postIn, postsPath } from './json-posts.ts';
import { pendingIn } from './open-journal.ts';
import { isRunId, type Layout } from './layout.ts';
import { PendingRequests } from './pending-requests.ts';
import { postsShape, testsShape } from './shapes.ts';
import { unknownRun } from './unknown-run.ts';

/** A look at a store that another process may be writing to. Takes no lock and changes nothing. */
export function openReadOnlyStore(layout: Layout, now: () => Date): Store {
  const notices: string[] = [];
  const shelf = new DiskShelf(layout, notices);
  return {
    runs: runsOn(shelf, layout),
    requests: requestsIn(layout, now),
    posts: postsOn(shelf, layout),
    locks: locksOn(shelf),
    watch: createMemoryWatch(),
    notices,
    subscribe: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

function runsOn(shelf: DiskShelf, layout: Layout): RunStore {
  return {
    add: refuse,
    change: refuse,
    saveTests: refuse,
    get: (id) => shelf.read(id),
    tests: async (id) =>
      isRunId(id) ? ((await shelf.content(join(layout.runs, id, 'tests.json'), testsShape)) ?? []) : [],
    list: (filter) => findRuns(shelf, filter),
    active: async () => (await shelf.open()).filter(isActive),
    untold: async () => (await shelf.open()).filter(isUntold),
    folder: (id) => {
      if (!isRunId(id)) throw unknownRun(id);
      return join(layout.runs, id);
    },
  };
}

function requestsIn(layout: Layout, now: () => Date): RequestStore {
  return {
    accept: refuse,
    finish: refuse,
    pending: async () => {
      const known = new PendingRequests();
      await pendingIn(layout.requests, now(), known);
      return known.list(now());
    },
  };
}

function postsOn(shelf: DiskShelf, layout: Layout): PostStore {
  return {
    save: refuse,
    get: async (key) => postIn((await shelf.content(postsPath(layout, key, isRunId), postsShape)) ?? [], key),
  };
}

function locksOn(shelf: DiskShelf): LockStore {
  return {
    lock: refuse,
    unlock: refuse,
    get: async (environment) => lockOn(await shelf.index(), environment),
    list: async () => (await shelf.index()).locks,
  };
}

function isUntold(run: Run): boolean {
  return run.place !== undefined && run.toldAt === undefined;
}

function refuse(): Promise<never> {
  return Promise.reject(
    new OperatorError({
      code: 'STORE_READ_ONLY',
      message: 'The store was opened for reading only',
      hint: 'Ask the bot in Slack, or stop it and run the command again',
    }),
  );
}
