import type { Pace } from './prober.ts';

/** Launches what it is given, one after the other, never two in one turn of the event loop. */
export interface Pacer<T> {
  add(items: readonly T[]): void;
  /** Takes out what has not been launched; returns whether it was there. */
  remove(item: T): boolean;
}

/** So much of a lateness is caught up; a longer one moves all that comes after, so that nothing is launched in a heap. */
const mostCaughtUpMs = 4;

/** `launch` resolves when the item is no longer open, and never rejects. */
export function createPacer<T>(pace: Pace, launch: (item: T) => Promise<void>): Pacer<T> {
  const queue = new Set<T>();
  let open = 0;
  let dueMs = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || queue.size === 0 || open >= pace.atOnce) return;
    isScheduled = true;
    const waitMs = dueMs - performance.now();
    // Timers are of whole milliseconds; what is due within this one goes in the next turn.
    if (waitMs < 1) setImmediate(next);
    else setTimeout(next, waitMs);
  }

  function next(): void {
    isScheduled = false;
    const [item] = queue;
    if (item === undefined) return;
    queue.delete(item);
    dueMs = Math.max(dueMs, performance.now() - mostCaughtUpMs) + pace.spacingMs;
    open += 1;
    void launch(item).finally(() => {
      open -= 1;
      schedule();
    });
    schedule();
  }

  return {
    add(items) {
      for (const item of items) queue.add(item);
      schedule();
    },
    remove: (item) => queue.delete(item),
  };
}
