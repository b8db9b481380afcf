import { setImmediate as nextTurn, setTimeout as realTime } from 'node:timers/promises';

interface Timer {
  at: number;
  readonly wake: () => void;
}

/** A clock for tests that moves only when it is told to. Fits `Clock` of `slack/clock.ts`. */
export interface VirtualClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** As if somebody set it: what waits goes on to wait for as long. */
  set(ms: number): void;
  /** Lets this much time pass, and everything happen that happens in it. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until the promise is settled. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass until it is so. */
  when(isSo: () => boolean): Promise<void>;
}

/** Real work on files takes real time, in which the virtual clock stands; more than this is a hang. */
const realLimitMs = 5_000;
const virtualLimitMs = 24 * 3_600_000;

export function createVirtualClock(startAt = Date.parse('2026-03-02T10:00:00Z')): VirtualClock {
  let time = startAt;
  let timers: Timer[] = [];

  async function step(end: number): Promise<boolean> {
    await settle();
    const next = timers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined || next.at > end) return false;
    timers = timers.filter((timer) => timer !== next);
    time = Math.max(time, next.at);
    next.wake();
    return true;
  }

  async function when(isSo: () => boolean): Promise<void> {
    const end = time + virtualLimitMs;
    const realEnd = Date.now() + realLimitMs;
    await settle();
    while (!isSo()) {
      if (time >= end || Date.now() > realEnd) throw new Error('It did not come about');
      if (!(await step(end))) await realTime(1);
      await settle();
    }
  }

  return {
    now: () => time,
    sleep(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal?.aborted === true) resolve();
      const timer = { at: time + ms, wake: resolve };
      timers.push(timer);
      signal?.addEventListener('abort', () => {
        timers = timers.filter((each) => each !== timer);
        resolve();
      });
      return promise;
    },
    set(ms) {
      for (const timer of timers) timer.at += ms - time;
      time = ms;
    },
    async pass(ms) {
      const end = time + ms;
      while (await step(end));
      time = end;
      await settle();
    },
    async until(promise) {
      const progress = { isDone: false };
      const watched = promise.finally(() => (progress.isDone = true));
      await when(() => progress.isDone);
      return watched;
    },
    when,
  };
}

/** Everything that needs no timer has happened. The client's own queue takes a few turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await nextTurn();
}
