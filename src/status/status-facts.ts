import type { CloseCount } from '#domain/close.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Suite } from '#domain/configuration.ts';
import type { Approval } from '#domain/approval.ts';
import type { Incident } from '#domain/incident.ts';
import type { LoopFacts } from '#domain/loop-facts.ts';
import type { Loop } from '#domain/loop.ts';
import type { ProbeResult, Standing } from '#domain/probe.ts';
import type { Run } from '#domain/run.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { EnvironmentLock } from '#state/state.ts';
import type { ProbePoint } from '#state/watch.ts';

/** How everything stands, from what is stored: nothing is measured for it. */
export interface StatusFacts {
  readonly now: Date;
  readonly environments: readonly EnvironmentStatus[];
  /** Ended runs, probings and incidents of which Slack does not show the last word yet. */
  readonly undelivered: number;
  readonly configurationProblem?: ConfigurationProblem | undefined;
}

export interface EnvironmentStatus {
  readonly name: string;
  readonly lock?: EnvironmentLock | undefined;
  readonly versions?: VersionsSeen | undefined;
  readonly active: readonly Run[];
  /** Queued, under way, or waiting for a person. */
  readonly loops: readonly LoopStatus[];
  readonly approvals: readonly Approval[];
  readonly suites: readonly SuiteStatus[];
  readonly endpoints: readonly EndpointStatus[];
  readonly incidents: readonly Incident[];
  /** Of the last hour. */
  readonly closes: readonly CloseCount[];
  readonly sweeps: readonly SweepStatus[];
}

export interface LoopStatus {
  readonly loop: Loop;
  readonly facts: LoopFacts;
}

export interface VersionsSeen {
  readonly versions: Readonly<Record<string, string>>;
  readonly at: string;
}

export interface SuiteStatus {
  readonly suite: Suite;
  /** The newest run that was whole and came to its end: how the suite stands. */
  readonly latest?: Run | undefined;
  /** A newer one that was partial, stopped or interrupted: it says nothing of the whole. */
  readonly since?: Run | undefined;
}

export interface EndpointStatus {
  readonly endpoint: string;
  /** `unknown` also where the last measurement is too old to say anything. */
  readonly standing: Standing;
  readonly latest?: ProbeResult | undefined;
  readonly isStale: boolean;
  /** Newest first, of the last hour. */
  readonly points: readonly ProbePoint[];
}

export interface SweepStatus {
  readonly sweep: string;
  readonly latest?: SweepSlot | undefined;
  /** Slots of the last 24 hours that were not carried out. */
  readonly missed: number;
}
