import type { Sweep } from '#domain/configuration.ts';

import { openSweep, type SweepParts } from './open-sweep.ts';
import { runSlot, skipSlot } from './run-slot.ts';
import type { SweepWatch } from './sweep-watch.ts';

/** A sweep at work. */
export interface LiveSweep {
  readonly sweep: Sweep;
  readonly watch: SweepWatch;
  /** Begins no more; resolves when what was under way has ended. */
  stop(): Promise<void>;
}

/** Carries a sweep out by its schedule until it is stopped. */
export async function startSweep(sweep: Sweep, parts: SweepParts, signal: AbortSignal): Promise<LiveSweep> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const state = await openSweep(sweep, parts);
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    const watched = work
      .catch((error: unknown) => parts.onBug(error, `sweep ${sweep.name}`))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
    return watched;
  };
  if (!either.aborted) {
    const stopTicking = parts.ticker(sweep.cron, {
      onDue: (dueAt) => track(parts.inTurn(sweep.environment, () => runSlot({ dueAt, state, parts }, either))),
      onOverlap: (dueAt) => void track(skipSlot({ dueAt, state, parts })),
      onBug: (error) => parts.onBug(error, `schedule of ${sweep.name}`),
    });
    either.addEventListener('abort', stopTicking, { once: true });
  }
  return {
    sweep,
    watch: state.watch,
    async stop() {
      ended.abort();
      await Promise.all(underWay);
      await state.watch.settled();
    },
  };
}
