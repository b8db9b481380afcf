import type { Actor, Place } from './actor.ts';
import type { Step } from './probe.ts';

export const incidentStates = ['triggered', 'acknowledged', 'silenced', 'flapping', 'resolved'] as const;
export type IncidentState = (typeof incidentStates)[number];

/**
 * `outage`: endpoints are down. `close-spike`: more closes of one code than the base rate explains. `failure-rate`: part
 * of the probes fail. `runner-offline`: this machine reaches nothing. `no-data`: what should be measured is not.
 */
const incidentKinds = ['outage', 'close-spike', 'failure-rate', 'runner-offline', 'no-data'] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** What is wrong, as a detector saw it. Alarms with the same key are one incident. */
export interface Alarm {
  readonly key: string;
  readonly kind: IncidentKind;
  /** Absent where it is not of one environment. */
  readonly environment?: string | undefined;
  /** The lowest rung that fails on all of them. */
  readonly layer?: Step | undefined;
  /** `ECONNREFUSED`, `STATUS_502`, `CLOSE_1011`. */
  readonly code?: string | undefined;
  readonly closeReason?: string | undefined;
  readonly closedBy?: 'server' | 'client' | 'nobody' | undefined;
  /** Ids of the endpoints concerned, at most 100. */
  readonly endpoints: readonly string[];
  readonly endpointCount: number;
  /** Sentences with their numbers: `12 of 12 probes failed since 16:40`, `1011 closed 9 of 30, usually 0.5 %`. */
  readonly evidence: readonly string[];
  readonly sweep?: string | undefined;
  /** The first of the failures that it tells of. Absent where it is told at once. */
  readonly since?: string | undefined;
  readonly seenAt: string;
}

export interface IncidentEntry {
  readonly at: string;
  readonly kind:
    | 'triggered'
    | 'acknowledged'
    | 'silenced'
    | 'unsilenced'
    | 'flapping'
    | 'resolved'
    | 'reopened'
    | 'grew'
    | 'reminded';
  readonly text: string;
  readonly by?: Actor | undefined;
}

export interface Incident {
  /** `i1`, `i2`, … */
  readonly id: string;
  /** The alarm as it was seen last. */
  readonly alarm: Alarm;
  readonly state: IncidentState;
  /** When it was told: what fails has to be confirmed first. */
  readonly triggeredAt: string;
  /** The first failure; absent: it was told at once. */
  readonly failingSince?: string | undefined;
  /** When it was seen last. */
  readonly seenAt: string;
  readonly acknowledgedBy?: Actor | undefined;
  readonly silencedUntil?: string | undefined;
  readonly resolvedAt?: string | undefined;
  /** When it was resolved and came back within 30 minutes; the newest 10. */
  readonly flaps: readonly string[];
  /** Since when sweeps see no failure, while they make sure of it. */
  readonly quietSince?: string | undefined;
  /** The most endpoints that were concerned at once. */
  readonly most?: number | undefined;
  /** Since when nothing fails any more, while it is too early to call it resolved. */
  readonly calmSince?: string | undefined;
  /** The most of it that was told: what doubles this, or breaks on a lower rung, is told as growth. */
  readonly extent?: { readonly endpointCount: number; readonly layer?: Step | undefined } | undefined;
  readonly remindersSent: number;
  /** What happened to it, oldest first, at most 200. */
  readonly entries: readonly IncidentEntry[];
  /** What changed lately, found when it opened: `api 3f2a → 9c1d, 4 min before`. */
  readonly lately: readonly string[];
  readonly place?: Place | undefined;
  /** The change (`entries.length`) that was told last; every entry is told once. */
  readonly toldEntries: number;
}

export function isOpen(incident: Pick<Incident, 'state'>): boolean {
  return incident.state !== 'resolved';
}

const mostUrgentFirst: readonly IncidentState[] = ['triggered', 'flapping', 'acknowledged', 'silenced', 'resolved'];

/** For sorting: what nobody looks after first, then the newest. */
export function byUrgency(
  one: Pick<Incident, 'state' | 'triggeredAt'>,
  other: Pick<Incident, 'state' | 'triggeredAt'>,
): number {
  const difference = mostUrgentFirst.indexOf(one.state) - mostUrgentFirst.indexOf(other.state);
  return difference === 0 ? Date.parse(other.triggeredAt) - Date.parse(one.triggeredAt) : difference;
}

/** Somebody wants to hear nothing of an endpoint (or of all in an environment) for a while. */
export interface Silence {
  /** An endpoint's id, or `*`. */
  readonly endpoint: string;
  readonly environment: string;
  readonly until: string;
  readonly by: Actor;
  readonly at: string;
}
