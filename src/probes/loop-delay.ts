/** How late the event loop of this thread is, measured for all probes together. */
export interface LoopDelay {
  /** Returns what tells, and ends, the watch: the longest that the loop was late since then, in milliseconds. */
  watch(): () => number;
}

interface Watch {
  readonly startedMs: number;
  worstMs: number;
}

/** What the measuring of delays itself reads, in milliseconds. */
export interface LoopClock {
  readonly now: () => number;
  /** How long this thread's loop has been at work, in all. */
  readonly active: () => number;
}

const periodMs = 4;
/** Timers are of whole milliseconds: up to so much is no delay. */
const grainMs = 1;
/** A probe that is alone for so short a time is late by what its loop was at work meanwhile, at the most: no timer is needed. */
const aloneMs = 100;

const threadClock: LoopClock = {
  now: () => performance.now(),
  active: () => performance.eventLoopUtilization().active,
};

export function createLoopDelay({ now, active }: LoopClock = threadClock): LoopDelay {
  const watches = new Set<Watch>();
  let alone: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let activeMs = 0;
  let tickedMs = 0;

  /** A watch that began after the timer was due has only been waiting since then. */
  function lateness({ startedMs }: Watch, atMs: number): number {
    return ticking === undefined
      ? active() - activeMs
      : Math.max(0, atMs - Math.max(tickedMs + periodMs, startedMs) - grainMs);
  }

  function note(atMs: number): void {
    for (const watch of watches) watch.worstMs = Math.max(watch.worstMs, lateness(watch, atMs));
  }

  function tick(): void {
    const atMs = now();
    if (atMs - tickedMs > periodMs + grainMs) note(atMs);
    tickedMs = atMs;
  }

  function begin(): void {
    clearTimeout(alone);
    if (ticking !== undefined) return;
    note(now());
    tickedMs = now();
    ticking = setInterval(tick, periodMs).unref();
  }

  function beginLater(): void {
    activeMs = active();
    alone = setTimeout(begin, aloneMs).unref();
  }

  function stop(): void {
    clearTimeout(alone);
    clearInterval(ticking);
    ticking = undefined;
  }

  return {
    watch() {
      if (watches.size === 0) beginLater();
      else begin();
      const watch = { startedMs: now(), worstMs: 0 };
      watches.add(watch);
      return () => {
        const worstMs = Math.max(watch.worstMs, lateness(watch, now()));
        if (watches.delete(watch) && watches.size === 0) stop();
        return worstMs;
      };
    },
  };
}
