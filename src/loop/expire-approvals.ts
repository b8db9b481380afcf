import { isApprovalActive } from '#domain/approval.ts';
import { hasExpired } from '#domain/decide-approval.ts';
import { longestTimerMs } from '#domain/duration.ts';

import type { LoopWorkerParts } from './loop-parts.ts';

/** Ends every approval at its time, also those of before a restart. Resolves what is returned when all that is due is written down. */
export function expireApprovals(
  { store, now, onBug }: Pick<LoopWorkerParts, 'store' | 'now' | 'onBug'>,
  signal: AbortSignal,
): { settled(): Promise<void> } {
  const { approvals } = store.work;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (signal.aborted) return;
    const waiting = await approvals.active();
    for (const { id } of waiting.filter((each) => hasExpired(each, now()))) {
      await approvals.change(id, (each) =>
        isApprovalActive(each) && hasExpired(each, now())
          ? { ...each, state: 'expired', decidedAt: now().toISOString() }
          : each,
      );
    }
    const [next] = waiting
      .map(({ expiresAt }) => Date.parse(expiresAt))
      .filter((ms) => ms > now().getTime())
      .toSorted((one, other) => one - other);
    if (next === undefined) return;
    timer = setTimeout(ask, Math.min(next - now().getTime() + 1, longestTimerMs)).unref();
  }

  function ask(): void {
    last = last.then(look).catch((error: unknown) => onBug(error, 'approvals'));
  }

  const unsubscribe = approvals.subscribe(ask);
  signal.addEventListener(
    'abort',
    () => {
      unsubscribe();
      clearTimeout(timer);
    },
    { once: true },
  );
  ask();
  return { settled: () => last };
}
