import { isLoopActive } from '#domain/loop.ts';

import { clearAfter } from './clear-after.ts';
import type { LoopWorkerParts } from './loop-parts.ts';

/** What a dead process left of loops that have ended, or are gone: their locks, and questions that nobody waits for. */
export async function clearLeftovers(parts: Pick<LoopWorkerParts, 'store' | 'now'>): Promise<void> {
  const { locks, work } = parts.store;
  const ended = new Set<string>();
  for (const { environment, loop: id } of await locks.list()) {
    if (id === undefined) continue;
    const loop = await work.loops.get(id);
    if (loop === undefined) await locks.unlock(environment);
    else if (!isLoopActive(loop)) ended.add(id);
  }
  for (const { loop: id } of await work.approvals.active()) {
    const loop = await work.loops.get(id);
    if (loop !== undefined && !isLoopActive(loop)) ended.add(id);
  }
  for (const id of ended) await clearAfter(id, parts);
}
