import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonStoreOptions, openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';

/** A data folder that does not exist yet, in a folder that goes when the work is done. */
export async function withDataFolder<T>(work: (data: string) => Promise<T>, within = tmpdir()): Promise<T> {
  const parent = await mkdtemp(join(within, 'teneleven-store-'));
  try {
    return await work(join(parent, 'data'));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Where tests that open a store a thousand times need not wait for a disk: memory, where there is such a folder. */
export const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Opens the store, works with it, closes it. */
export async function withStore<T>(
  data: string,
  work: (store: Store) => Promise<T>,
  options: Partial<JsonStoreOptions> = {},
): Promise<T> {
  const store = await openJsonStore({ data, keepRuns: 500, now: () => new Date(), ...options });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
