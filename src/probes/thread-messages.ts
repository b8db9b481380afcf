import type { ProbeResult } from '#domain/probe.ts';

import type { Probe } from './probe.ts';
import type { Pace } from './prober.ts';

/** One probe on its way; tickets are never reused. */
export interface Ticket {
  readonly number: number;
  readonly probe: Probe;
}

/** Probes of one lane are paced together. */
export interface Lane {
  readonly number: number;
  readonly pace: Pace;
}

export type ToThread =
  | { readonly kind: 'open-lane'; readonly lane: Lane }
  | { readonly kind: 'close-lane'; readonly lane: number }
  | { readonly kind: 'probe'; readonly lane: number; readonly tickets: readonly Ticket[] }
  | { readonly kind: 'abort'; readonly numbers: readonly number[] }
  | { readonly kind: 'ping' };

export type FromThread =
  | { readonly kind: 'results'; readonly results: readonly TicketResult[] }
  | { readonly kind: 'bug'; readonly stack: string }
  | { readonly kind: 'pong' };

export interface TicketResult {
  readonly number: number;
  readonly result: ProbeResult;
}
