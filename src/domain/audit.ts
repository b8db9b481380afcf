import type { Actor, Place } from './actor.ts';
import type { Observation } from './observation.ts';

export const auditSections = [
  'variables',
  'domains',
  'isolation',
  'schemes',
  'sources',
  'tokens',
  'versions',
  'stability',
  'drift',
] as const;
export type AuditSection = (typeof auditSections)[number];

/** One thing that was looked at. */
export interface AuditCheck {
  /** Stable: `variables/JWT_SECRET_KEY`, `domains/api.staging.example.com/certificate`. */
  readonly id: string;
  readonly section: AuditSection;
  /** `doubtful`: it may be meant so. `unknown`: it could not be looked at; never counted as passed. */
  readonly result: 'passed' | 'failed' | 'doubtful' | 'unknown';
  /** How much it weighs in the score: 1 to 5. */
  readonly weight: number;
  /** What was seen, never a secret. */
  readonly says: string;
  /** What to do about it; only where it did not pass. */
  readonly remedy?: string | undefined;
  readonly observations: readonly string[];
}

/** Stated arithmetic, so that anybody can do it again. */
export interface AuditScore {
  /** Weights of what passed. */
  readonly passed: number;
  /** Weights of what was looked at: passed, failed and doubtful (which count half). */
  readonly looked: number;
  readonly unknown: number;
  /** `31 of 34 points (91 %); 3 checks could not be made and are not counted`. */
  readonly says: string;
}

/** One look at the configuration and the stability of an environment. */
export interface Audit {
  /** `a1`, `a2`, … */
  readonly id: string;
  readonly requestId: string;
  readonly environment: string;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly state: 'queued' | 'running' | 'done' | 'interrupted';
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly toldAt?: string | undefined;
  /** At most 500. */
  readonly checks: readonly AuditCheck[];
  readonly score?: AuditScore | undefined;
  /** Key → keyed fingerprint of its value (never the value), to tell drift. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** The audit of the last green run that drift is told against. */
  readonly comparedWith?: string | undefined;
  readonly observations: readonly Observation[];
  readonly problem?: string | undefined;
}

export function isAuditActive(audit: Pick<Audit, 'state'>): boolean {
  return audit.state === 'queued' || audit.state === 'running';
}
