import { takeRecords, type Settling } from '#state/take-records.ts';

import { expireApprovals } from './expire-approvals.ts';
import type { LoopWorkerParts } from './loop-parts.ts';
import { clearLeftovers } from './clear-leftovers.ts';

/**
 * Takes loops, one at a time for each environment, from where they are written down to be: what a dead process was looking at
 * is looked at again, what it was changing is not. An abort of `signal` leaves them for the next start, but for a command that
 * it cuts: that loop ends as `interrupted`.
 */
export function startLoopWorker(parts: LoopWorkerParts, signal: AbortSignal): Settling {
  const { store, onBug, takes } = parts;
  const { loops } = store.work;
  const cleared = clearLeftovers(parts).catch((error: unknown) => onBug(error, 'loops'));
  const expiring = expireApprovals(parts, signal);
  const taking = takeRecords(
    {
      name: 'loops',
      from: {
        active: async () => {
          await cleared;
          return loops.active();
        },
        subscribe: (listener) => loops.subscribe(listener),
      },
      laneOf: ({ environment }) => environment,
      takes,
      work: async (loop) => {
        // Loaded when a loop begins: a bot that never deploys need not hold it.
        const { workLoop } = await import('./work-loop.ts');
        await workLoop(loop, parts, signal);
      },
      onBug,
    },
    signal,
  );
  return {
    async settled() {
      await taking.settled();
      await expiring.settled();
    },
  };
}
