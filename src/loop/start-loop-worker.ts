import type { Loop } from '#domain/loop.ts';

import { expireApprovals } from './expire-approvals.ts';
import type { LoopWorkerParts } from './loop-parts.ts';
import { clearLeftovers } from './clear-leftovers.ts';

export interface LoopWorker {
  /** Resolves when nothing is done for any loop any more. After an abort nothing is begun. */
  settled(): Promise<void>;
}

/**
 * Takes loops, one at a time for each environment, from where they are written down to be: what a dead process was looking at
 * is looked at again, what it was changing is not. An abort of `signal` leaves them for the next start, but for a command that
 * it cuts: that loop ends as `interrupted`.
 */
export function startLoopWorker(parts: LoopWorkerParts, signal: AbortSignal): LoopWorker {
  const { store, onBug, takes } = parts;
  const { loops } = store.work;
  const busy = new Map<string, Promise<void>>();
  /** Their own snapshots are no news. */
  const working = new Set<string>();
  let asked: Promise<void> = clearLeftovers(parts).catch((error: unknown) => onBug(error, 'loops'));

  async function pump(): Promise<void> {
    for (const loop of await loops.active()) {
      if (signal.aborted) return;
      const { environment, id } = loop;
      if (busy.has(environment) || takes?.(loop) === false) continue;
      working.add(id);
      const work = begin(loop).finally(() => {
        busy.delete(environment);
        working.delete(id);
        ask();
      });
      busy.set(environment, work);
    }
  }

  function ask(): void {
    asked = asked.then(pump).catch((error: unknown) => onBug(error, 'loops'));
  }

  async function begin(loop: Loop): Promise<void> {
    try {
      // Loaded when a loop begins: a bot that never deploys need not hold it.
      const { workLoop } = await import('./work-loop.ts');
      await workLoop(loop, parts, signal);
    } catch (error) {
      onBug(error, loop.id);
    }
  }

  const expiring = expireApprovals(parts, signal);
  const unsubscribe = loops.subscribe((id) => void (working.has(id) || ask()));
  signal.addEventListener('abort', unsubscribe, { once: true });
  ask();
  return {
    async settled() {
      await asked;
      while (busy.size > 0) await Promise.all(busy.values());
      await expiring.settled();
    },
  };
}
