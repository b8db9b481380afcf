import type { CloseCount } from '#domain/close.ts';
import type { Alarm, Incident, IncidentState, Silence } from '#domain/incident.ts';
import type { Actor, Place } from '#domain/actor.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { ProbeResult, Standing, Step } from '#domain/probe.ts';
import type { Probing, ProbingAim } from '#domain/probing.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';

/** What a sweep keeps of every probe: enough for detectors, status and charts. */
export interface ProbePoint {
  readonly at: string;
  readonly environment: string;
  readonly endpoint: string;
  readonly standing: Standing;
  readonly brokeAt?: Step | undefined;
  readonly code?: string | undefined;
  /** First byte of an HTTP answer, round trip of a WebSocket; absent where there was none. */
  readonly latencyMs?: number | undefined;
  readonly isSpoiled?: boolean | undefined;
}

export interface PointFilter {
  readonly environment?: string | undefined;
  readonly endpoint?: string | undefined;
  /** ISO 8601 UTC, inclusive. */
  readonly since: string;
  readonly limit: number;
}

/** Measurements of configured endpoints, kept for `history.keepProbes`. */
export interface ProbeStore {
  /** Appends; a batch is written at once. Plain probes of configured endpoints only. */
  add(results: readonly ProbeResult[]): Promise<void>;
  /** The newest whole result of each endpoint, down or up. */
  latest(): Promise<readonly ProbeResult[]>;
  /** Newest first. */
  points(filter: PointFilter): Promise<readonly ProbePoint[]>;
}

/** Counts of closes per minute; equal keys are added up. */
export interface LedgerStore {
  add(closes: readonly CloseCount[]): Promise<void>;
  /** Oldest first. */
  since(
    at: string,
    filter?: { readonly environment?: string; readonly endpoint?: string },
  ): Promise<readonly CloseCount[]>;
}

export interface SweepStore {
  add(slot: SweepSlot): Promise<void>;
  /** Newest first, over all sweeps. */
  list(filter: {
    readonly sweep?: string | undefined;
    readonly since: string;
    readonly limit: number;
  }): Promise<readonly SweepSlot[]>;
  /** The newest slot of each sweep that was carried out or missed. */
  latest(): Promise<readonly SweepSlot[]>;
}

export interface NewProbing {
  readonly requestId: string;
  readonly environment?: string | undefined;
  readonly aim: ProbingAim;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
}

export interface ProbingStore {
  /** `added` is false, and the earlier one returned, when the same request asked before. */
  add(probing: NewProbing): Promise<{ readonly probing: Probing; readonly added: boolean }>;
  /** Merges into the stored probing; rejects with `UNKNOWN_PROBING`. */
  change(id: string, change: Partial<Omit<Probing, 'id' | 'requestId'>>): Promise<Probing>;
  get(id: string): Promise<Probing | undefined>;
  active(): Promise<readonly Probing[]>;
  /** With a place and not told to the end, active ones included. */
  untold(): Promise<readonly Probing[]>;
  /** Calls back after the write, with the id. */
  subscribe(listener: (id: string) => void): () => void;
}

export interface IncidentFilter {
  readonly environment?: string | undefined;
  readonly states?: readonly IncidentState[] | undefined;
  /** Only those triggered or resolved since then. */
  readonly since?: string | undefined;
  readonly limit: number;
}

export interface IncidentStore {
  /** Opens one, or returns the open one with this alarm's key and `added: false`, unchanged. */
  open(alarm: Alarm, place: Place | undefined): Promise<{ readonly incident: Incident; readonly added: boolean }>;
  /** Applies a pure change to the stored incident; calls for one incident are applied in order. Rejects with `UNKNOWN_INCIDENT`. */
  change(id: string, change: (incident: Incident) => Incident): Promise<Incident>;
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  list(filter: IncidentFilter): Promise<readonly Incident[]>;
  /** Open, or with entries that were not told. */
  unfinished(): Promise<readonly Incident[]>;
  subscribe(listener: (id: string) => void): () => void;
}

export interface SilenceStore {
  /** Replaces an earlier one of the same endpoint and environment. */
  set(silence: Silence): Promise<void>;
  remove(environment: string, endpoint: string): Promise<Silence | undefined>;
  /** Those that have not run out at `now`. */
  list(now: Date): Promise<readonly Silence[]>;
}

export interface NewInquiry {
  readonly requestId: string;
  readonly run: string;
  readonly environment: string;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly depth: Inquiry['depth'];
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
}

export interface InquiryStore {
  /** `added` is false, and the earlier one returned, when the same request asked before. */
  add(inquiry: NewInquiry): Promise<{ readonly inquiry: Inquiry; readonly added: boolean }>;
  /** Applies a pure change to the stored inquiry, in order; rejects with `UNKNOWN_INQUIRY`. */
  change(id: string, change: (inquiry: Inquiry) => Inquiry): Promise<Inquiry>;
  get(id: string): Promise<Inquiry | undefined>;
  /** Newest first; those of one run where it is named. */
  list(filter: { readonly run?: string | undefined; readonly limit: number }): Promise<readonly Inquiry[]>;
  active(): Promise<readonly Inquiry[]>;
  /** With a place and not told to the end, active ones included. */
  untold(): Promise<readonly Inquiry[]>;
  /** Calls back after the write, with the id. */
  subscribe(listener: (id: string) => void): () => void;
}

/** All that watching keeps: beside the runs, and read like them from a terminal while the bot writes. */
export interface WatchStore {
  readonly probes: ProbeStore;
  readonly ledger: LedgerStore;
  readonly sweeps: SweepStore;
  readonly probings: ProbingStore;
  readonly incidents: IncidentStore;
  readonly silences: SilenceStore;
  readonly inquiries: InquiryStore;
}
