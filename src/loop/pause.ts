import { setTimeout as wait } from 'node:timers/promises';

import { longestTimerMs } from '#domain/duration.ts';

/** Waits; an abort ends it early and is no error. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await wait(Math.min(ms, longestTimerMs), undefined, { signal, ref: false }).catch(() => undefined);
}

/** 250 ms, and longer each time, up to two seconds. */
export function* backoff(): Generator<number, never> {
  for (let ms = 250; ; ms = Math.min(ms * 1.6, 2_000)) yield ms;
}
