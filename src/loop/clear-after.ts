import { isApprovalActive, type Approval } from '#domain/approval.ts';
import { hasExpired } from '#domain/decide-approval.ts';
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
      isApprovalActive(each) ? leaveOpen(each, { id, at: now() }) : each,
    );
  }
}

/** Whose time is over has expired, also when its loop was quicker to see it. */
function leaveOpen(approval: Approval, { id, at }: { readonly id: string; readonly at: Date }): Approval {
  const decidedAt = at.toISOString();
  if (hasExpired(approval, at)) return { ...approval, state: 'expired', decidedAt };
  return { ...approval, state: 'withdrawn', decidedAt, reason: `${id} has ended` };
}
