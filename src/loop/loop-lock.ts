import type { Loop } from '#domain/loop.ts';

import type { LoopWorkerParts } from './loop-parts.ts';

/** Locks the environment for a loop. Returns why not: who has locked it, and their reason. A lock of who asked is as good. */
export async function lockFor(
  loop: Loop,
  { store, now }: Pick<LoopWorkerParts, 'store' | 'now'>,
): Promise<string | undefined> {
  const { environment, requestedBy: by } = loop;
  const { id } = loop;
  const isOurs = await store.locks.lock({ environment, by, reason: `loop ${id}`, loop: id, at: now().toISOString() });
  if (isOurs) return undefined;
  const lock = await store.locks.get(environment);
  if (lock === undefined) return lockFor(loop, { store, now });
  if (lock.loop === id) return undefined;
  if (lock.by.id === by.id && lock.loop === undefined) return undefined;
  const why = lock.reason === undefined ? 'no reason given' : `"${lock.reason}"`;
  return `"${environment}" is locked by ${lock.by.name} since ${lock.at.slice(0, 16).replace('T', ' ')} UTC: ${why}`;
}

/** Only the lock of this loop goes. */
export async function unlockAfter(
  { id, environment }: Pick<Loop, 'id' | 'environment'>,
  { store }: Pick<LoopWorkerParts, 'store'>,
): Promise<void> {
  const lock = await store.locks.get(environment);
  if (lock?.loop === id) await store.locks.unlock(environment);
}
