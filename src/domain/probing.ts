import type { Actor, Place } from './actor.ts';
import type { Factor, PairVerdict } from './pair.ts';
import type { ProbeResult } from './probe.ts';

export type ProbingState = 'queued' | 'running' | 'done' | 'interrupted';

/** What is to be measured. */
export type ProbingAim =
  /** `word` is what was typed: `chat`, `all`; `endpoints` the ids that it stood for then. */
  | {
      readonly kind: 'endpoints';
      readonly word: string;
      readonly endpoints: readonly string[];
      /** The sweep whose endpoints these are; `word` is its name. */
      readonly sweep?: string | undefined;
    }
  | { readonly kind: 'pairs'; readonly word: string; readonly endpoint: string; readonly factors: readonly Factor[] }
  /** An address that is not in the configuration: behind the address guard, without credentials. */
  | { readonly kind: 'address'; readonly url: string };

/** Probes that a person asked for. */
export interface Probing {
  /** `p1`, `p2`, … in order of asking. */
  readonly id: string;
  /** The same request never makes a second one. */
  readonly requestId: string;
  /** Absent for an address. */
  readonly environment?: string | undefined;
  readonly aim: ProbingAim;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly state: ProbingState;
  readonly requestedBy: Actor;
  /** Where it is told; absent in a terminal. */
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** When its end had been told completely. */
  readonly toldAt?: string | undefined;
  readonly counts: { readonly up: number; readonly down: number; readonly unknown: number };
  /** The worst first, at most 50. */
  readonly results: readonly ProbeResult[];
  readonly pairs: readonly PairVerdict[];
  /** Why nothing, or not all, could be measured. */
  readonly problem?: string | undefined;
}

export function isProbingActive(probing: Pick<Probing, 'state'>): boolean {
  return probing.state === 'queued' || probing.state === 'running';
}
