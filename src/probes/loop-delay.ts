/** How late the event loop of this thread is, measured for all probes by one timer that runs only while one is open. */
export interface LoopDelay {
  /** Returns what tells, and ends, the watch: the longest that the loop was late since then, in milliseconds. */
  watch(): () => number;
}

interface Watch {
  readonly startedMs: number;
  worstMs: number;
}

const periodMs = 4;
/** Timers are of whole milliseconds: up to so much is no delay. */
const grainMs = 1;

export function createLoopDelay(now: () => number = () => performance.now()): LoopDelay {
  const watches = new Set<Watch>();
  let timer: NodeJS.Timeout | undefined;
  let tickedMs = 0;

  /** A watch that began after the timer was due has only been waiting since then. */
  function lateness(watch: Watch, atMs: number): number {
    return Math.max(0, atMs - Math.max(tickedMs + periodMs, watch.startedMs) - grainMs);
  }

  function tick(): void {
    const atMs = now();
    if (atMs - tickedMs > periodMs + grainMs) {
      for (const watch of watches) watch.worstMs = Math.max(watch.worstMs, lateness(watch, atMs));
    }
    tickedMs = atMs;
  }

  function start(): void {
    tickedMs = now();
    timer = setInterval(tick, periodMs);
    timer.unref();
  }

  return {
    watch() {
      if (watches.size === 0) start();
      const watch = { startedMs: now(), worstMs: 0 };
      watches.add(watch);
      return () => {
        const worstMs = Math.max(watch.worstMs, lateness(watch, now()));
        if (watches.delete(watch) && watches.size === 0) clearInterval(timer);
        return worstMs;
      };
    },
  };
}
