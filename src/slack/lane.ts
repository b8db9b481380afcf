/** Work that waits its turn: begun in order, at most so many at once. */
export interface Lane {
  /** How many wait or run. */
  readonly size: number;
  add(work: () => Promise<void>): void;
  /** Resolves when nothing waits or runs. */
  empty(): Promise<void>;
}

export interface LaneOptions {
  readonly width: number;
  /** While true, one at a time: something more urgent needs the event loop. */
  readonly isBusy: () => boolean;
}

/** `work` must not reject: it has nobody to tell. */
export function createLane({ width, isBusy }: LaneOptions): Lane {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  let watchers: (() => void)[] = [];

  function next(): void {
    while (running < (isBusy() ? 1 : width) && waiting.length > 0) begin(waiting.shift());
    if (running > 0) return;
    for (const watcher of watchers) watcher();
    watchers = [];
  }

  function begin(work: (() => Promise<void>) | undefined): void {
    if (work === undefined) return;
    running += 1;
    void work().finally(() => {
      running -= 1;
      next();
    });
  }

  return {
    get size() {
      return waiting.length + running;
    },
    add(work) {
      waiting.push(work);
      // Begun after the current turn, so that an acknowledgement is on its way before the work it allows.
      setImmediate(next);
    },
    async empty() {
      if (waiting.length + running === 0) return;
      await new Promise<void>((resolve) => watchers.push(resolve));
    },
  };
}
