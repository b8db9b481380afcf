import { isApprovalActive } from '#domain/approval.ts';
import { isLoopActive } from '#domain/loop.ts';

import type { LoopWorkerParts } from './loop-parts.ts';
import { unlockAfter } from './loop-lock.ts';

/** What a loop that has ended leaves behind: its lock goes, and nobody is asked any more. */
export async function clearAfter(id: string, parts: Pick<LoopWorkerParts, 'store' | 'now'>): Promise<void> {
  const { store, now } = parts;
  const loop = await store.work.loops.get(id);
  if (loop === undefined || isLoopActive(loop)) return;
  await unlockAfter(loop, parts);
  const waiting = (await store.work.approvals.active()).filter((each) => each.loop === id);
  for (const approval of waiting) {
    await store.work.approvals.change(approval.id, (each) =>
      isApprovalActive(each)
        ? { ...each, state: 'withdrawn', decidedAt: now().toISOString(), reason: `${id} has ended` }
        : each,
    );
  }
}
