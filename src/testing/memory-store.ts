import type { Run } from '#domain/run.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import { createMemoryWork } from '#state/memory/memory-work.ts';
import type { EnvironmentLock, Request, RequestStore, Store } from '#state/state.ts';

import { createMemoryProofs } from './memory-proofs.ts';
import { createMemoryPosts } from './memory-posts.ts';

export interface MemoryStore extends Store {
  readonly requests: MemoryRequests;
}

export interface MemoryRequests extends RequestStore {
  readonly accepted: readonly Request[];
  /** Request id → the outcome it was finished with. */
  readonly finished: ReadonlyMap<string, string>;
  /** What every further write waits for; a rejection fails the write. */
  hold(until: Promise<unknown> | undefined): void;
}

const unused = () => Promise.reject(new Error('Not part of this test'));

/** A store without a disk, for tests of what listens to Slack: runs and locks are given, requests are kept. */
export function createMemoryStore(
  given: { runs?: readonly Run[]; locks?: readonly EnvironmentLock[] } = {},
): MemoryStore {
  const { runs = [], locks = [] } = given;
  return {
    runs: {
      add: unused,
      change: unused,
      saveTests: unused,
      get: async (id) => runs.find((run) => run.id === id),
      tests: async () => [],
      list: async ({ limit }) => runs.slice(0, limit),
      active: async () => runs.filter(({ state }) => state === 'queued' || state === 'running'),
      untold: async () => [],
      folder: () => '/nonexistent',
    },
    requests: createMemoryRequests(),
    posts: createMemoryPosts(),
    proofs: createMemoryProofs(),
    watch: createMemoryWatch(),
    work: createMemoryWork(),
    locks: {
      get: async (name) => locks.find(({ environment }) => environment === name),
      lock: unused,
      unlock: unused,
      list: async () => locks,
    },
    subscribe: () => () => {},
    notices: [],
    close: async () => {},
  };
}

function createMemoryRequests(): MemoryRequests {
  const accepted = new Map<string, Request>();
  const finished = new Map<string, string>();
  let held: Promise<unknown> | undefined;
  return {
    finished,
    get accepted() {
      return [...accepted.values()];
    },
    hold(until) {
      held = until;
    },
    async accept(request) {
      await held;
      if (accepted.has(request.id)) return false;
      accepted.set(request.id, request);
      return true;
    },
    async finish(id, outcome) {
      finished.set(id, outcome);
    },
    pending: async () => [...accepted.values()].filter(({ id }) => !finished.has(id)),
  };
}
