import type { ProbeResult } from '#domain/probe.ts';

import type { Probe } from './probe.ts';

/** Carries out probes, away from the main thread, so that what happens there does not spoil their times. */
export interface Prober {
  /** Never rejects but for a bug: a dead endpoint, a time-out and an aborted signal are results. */
  probe(probe: Probe, signal: AbortSignal): Promise<ProbeResult>;
  /** Launches are paced: `spacingMs` apart, at most `atOnce` open. Results come in the order of their ends. */
  sweep(probes: readonly Probe[], pace: Pace, signal: AbortSignal): AsyncIterable<ProbeResult>;
  /** Ends the thread; what is under way ends as `unknown`. */
  close(): Promise<void>;
}

export interface Pace {
  readonly spacingMs: number;
  readonly atOnce: number;
}
