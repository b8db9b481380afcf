import type { Actor, Place } from './actor.ts';
import type { Observation } from './observation.ts';

export const phases = [
  'before-io',
  'dns',
  'tcp',
  'tls',
  'upgrade',
  'http',
  'first-message',
  'steady',
  'close',
  'assertion',
  'setup',
  'unknown',
] as const;
/** How far the failing operation came. */
export type Phase = (typeof phases)[number];

/** A cluster of failures that look alike. */
export interface Symptom {
  /** `s1`, `s2`, … within one diagnosis, the most tests first. */
  readonly id: string;
  readonly phase: Phase;
  /** `received 1011, empty reason, in 5 tests`. */
  readonly title: string;
  /** The class of the error as the library names it: `ConnectionClosedError`, `ECONNREFUSED`. */
  readonly error: string;
  readonly closeCode?: number | undefined;
  readonly closedBy?: 'server' | 'client' | 'nobody' | undefined;
  readonly closeReason?: string | undefined;
  readonly status?: number | undefined;
  /** Path or address that the failure names. */
  readonly target?: string | undefined;
  /** Of the request, where it was seen and is another than GET: asking the path by GET is then another thing. */
  readonly method?: string | undefined;
  /** The `Origin` with which its upgrades to a websocket were seen to be sent, where they share one. */
  readonly origin?: string | undefined;
  /** How long the headers of its last request may have been, where one of its tests sent few requests and much. */
  readonly headerBytes?: number | undefined;
  /** The endpoint of the configuration that it is about, where that is known. */
  readonly endpoint?: string | undefined;
  readonly medianMs: number;
  /** Ids of the tests, at most 100. */
  readonly tests: readonly string[];
  readonly testCount: number;
}

export interface RankedCause {
  /** From the catalogue, or a team's own. */
  readonly id: string;
  /** 0 to 1: how likely, among all causes and `unknown`. */
  readonly confidence: number;
  /** 0 to 1: the share of what this cause predicts that was looked at. */
  readonly coverage: number;
  /** What speaks for it, strongest first, and against it. */
  readonly supports: readonly string[];
  readonly contradicts: readonly string[];
}

export type WhyStanding = 'proved' | 'supported' | 'not established';

/** One link of the chain. */
export interface Why {
  readonly question: string;
  /** `not established` where it is not. */
  readonly answer: string;
  readonly standing: WhyStanding;
  /** Ids of observations of this diagnosis. */
  readonly observations: readonly string[];
  /** What would have to be seen; only where it is not established. */
  readonly needs?: string | undefined;
}

/** Why one symptom is there. */
export interface Diagnosis {
  readonly symptom: Symptom;
  /** The likeliest first; `healthy` and `unknown` are among them. At most ten. */
  readonly causes: readonly RankedCause[];
  /** What the likeliest cause is, in one sentence of the catalogue. */
  readonly title?: string | undefined;
  /** At most five. */
  readonly whys: readonly Why[];
  /** What to do, and who. */
  readonly nextAction: string;
  /** What was ruled out, and by what. */
  readonly ruledOut: readonly {
    readonly id: string;
    readonly because: string;
    readonly observations: readonly string[];
  }[];
}

/** What a person knew better. */
export interface Correction {
  readonly symptom: string;
  readonly verdict: 'right' | 'wrong' | 'other';
  readonly cause?: string | undefined;
  readonly text?: string | undefined;
  readonly by: Actor;
  readonly at: string;
}

/** One asking of why a run failed: the record that is worked on, kept and told. */
export interface Inquiry {
  /** `w1`, `w2`, … */
  readonly id: string;
  readonly requestId: string;
  readonly run: string;
  readonly environment: string;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  /** `quick` may take 15 s, `full` 90 s. */
  readonly depth: 'quick' | 'full';
  readonly state: 'queued' | 'running' | 'done' | 'interrupted';
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly toldAt?: string | undefined;
  /** What is being asked of the system right now. */
  readonly doing?: string | undefined;
  readonly diagnoses: readonly Diagnosis[];
  /** At most 300. */
  readonly observations: readonly Observation[];
  readonly probes: number;
  readonly corrections: readonly Correction[];
  /** Why it could not be, or not wholly, carried out. */
  readonly problem?: string | undefined;
}

export function isInquiryActive(inquiry: Pick<Inquiry, 'state'>): boolean {
  return inquiry.state === 'queued' || inquiry.state === 'running';
}
