import { join } from 'node:path';
import { isActive, type Run } from '#domain/run.ts';
import type { LockStore, PostStore, ProofStore, RequestStore, RunStore, Store } from '../state.ts';
import { DiskShelf } from './disk-shelf.ts';
import { findRuns } from './find-runs.ts';
import { lockOn } from './json-locks.ts';
import { postIn, recordIn, runPostsPath } from './json-posts.ts';
import { proofsOf } from './json-proofs.ts';
import { pendingIn } from './open-journal.ts';
import { isRunId, type Layout } from './layout.ts';
import { PendingRequests } from './pending-requests.ts';
import { refuse } from './refuse.ts';
import { postsShape, proofsShape, testsShape } from './shapes.ts';
import { unknownRun } from './unknown-run.ts';
import { openReadOnlyWatch, openReadOnlyWork } from './watch/read-only-watch.ts';
import { recordPostsPath } from './watch/record-folders.ts';
import { kindOfRecord } from './watch/record-kinds.ts';

/** A look at a store that another process may be writing to. Takes no lock and changes nothing. */
export function openReadOnlyStore(layout: Layout, now: () => Date): Store {
  const notices: string[] = [];
  const shelf = new DiskShelf(layout, notices);
  return {
    runs: runsOn(shelf, layout),
    requests: requestsIn(layout, now),
    posts: postsOn(shelf, layout),
    locks: locksOn(shelf),
    proofs: proofsOn(shelf, layout),
    watch: openReadOnlyWatch(layout.watch, shelf, notices),
    work: openReadOnlyWork(layout.watch, shelf),
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
    get: async (key) => {
      // Those of a record that is not kept lie with the others.
      for (const path of [postsOf(layout, recordIn(key)), layout.posts]) {
        const post = path && postIn((await shelf.content(path, postsShape)) ?? [], key);
        if (post) return post;
      }
      return undefined;
    },
  };
}

function postsOf(layout: Layout, id: string): string | undefined {
  if (isRunId(id)) return runPostsPath(layout, id);
  const kind = kindOfRecord(id);
  return kind && recordPostsPath(layout.watch[kind.place], id);
}

function locksOn(shelf: DiskShelf): LockStore {
  return {
    lock: refuse,
    unlock: refuse,
    get: async (environment) => lockOn(await shelf.index(), environment),
    list: async () => (await shelf.index()).locks,
  };
}

function proofsOn(shelf: DiskShelf, layout: Layout): ProofStore {
  return {
    save: refuse,
    list: async (suite, environment) =>
      proofsOf((await shelf.content(layout.proofs, proofsShape)) ?? [], suite, environment),
  };
}

function isUntold(run: Run): boolean {
  return run.place !== undefined && run.toldAt === undefined;
}
