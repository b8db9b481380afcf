/** Work that waits its turn: begun in order, never more at once or in a second than the lane has room for. */
export interface Lane {
  add(work: () => Promise<void>): void;
  /** Resolves when nothing waits or runs. */
  empty(): Promise<void>;
}

export interface LaneOptions {
  /** At once; as many may also begin without a pause after a quiet time. */
  readonly width: number;
  readonly perSecond: number;
}

/** `work` must not reject: it has nobody to tell. */
export function createLane({ width, perSecond }: LaneOptions): Lane {
  const waiting: (() => Promise<void>)[] = [];
  const everyMs = 1_000 / perSecond;
  let running = 0;
  let watchers: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** When the lane will have made up for what it began so far. */
  let paidAt = 0;

  function next(): void {
    timer = undefined;
    while (running < width && waiting.length > 0) {
      const pauseMs = paidAt - (width - 1) * everyMs - performance.now();
      if (pauseMs > 0) return void (timer = setTimeout(next, pauseMs));
      paidAt = Math.max(paidAt, performance.now()) + everyMs;
      begin(waiting.shift());
    }
    if (running > 0) return;
    for (const watcher of watchers) watcher();
    watchers = [];
  }

  function begin(work: (() => Promise<void>) | undefined): void {
    if (work === undefined) return;
    running += 1;
    void work().finally(() => {
      running -= 1;
      if (timer === undefined) next();
    });
  }

  return {
    add(work) {
      waiting.push(work);
      // Begun after the current turn, so that an acknowledgement is on its way before the work it allows.
      if (timer === undefined) setImmediate(next);
    },
    async empty() {
      if (waiting.length + running === 0) return;
      await new Promise<void>((resolve) => watchers.push(resolve));
    },
  };
}
