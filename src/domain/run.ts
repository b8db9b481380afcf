import type { Actor, Place } from './actor.ts';
import type { Counts, TestResult } from './test-result.ts';

export const runStates = ['queued', 'running', 'passed', 'failed', 'timed-out', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];

/**
 * `proven`: passed and shown to be real. `unproven`: passed, but nothing shows that it tested anything.
 * `invalid`: the target changed or was not what was intended.
 */
export type Verdict = 'proven' | 'unproven' | 'failed' | 'invalid';

/** Something about the report itself that a reader must know: a missing file, no tests, a crash of the runner. */
export interface ReportFinding {
  /** Stable, kebab-case: `report-missing`, `no-tests`, `collection-error`, … */
  readonly code: string;
  /** What was seen, with the numbers it rests on. */
  readonly message: string;
}

/** Which tests of the suite were asked for. Empty: all of them. */
export interface Selection {
  /** The `-k` expression, handed to the runner as one inert argument. */
  readonly keyword?: string | undefined;
  /** The run whose failed tests are repeated. */
  readonly rerunOf?: string | undefined;
  /** The green run whose tests are tried against targets that do not work; `most` of them at most, else all. */
  readonly proves?: { readonly run: string; readonly most?: number | undefined } | undefined;
  /** Ids of the only tests to run. Not stored: the worker fills it from `rerunOf`. */
  readonly tests?: readonly string[] | undefined;
}

/** One execution of one suite against one environment; its test results are kept beside it (`RunStore.tests`). */
export interface Run {
  /** Short and typeable: `r1`, `r2`, … in order of their queueing. */
  readonly id: string;
  /** The request that asked for it; the same request never makes a second run of the same suite. */
  readonly requestId: string;
  readonly suite: string;
  readonly environment: string;
  readonly selection: Selection;
  /** The loop that it belongs to: it is told in its thread. */
  readonly partOf?: string | undefined;
  readonly state: RunState;
  readonly verdict?: Verdict | undefined;
  /** Why this verdict, in one sentence. */
  readonly verdictReason?: string | undefined;
  readonly requestedBy: Actor;
  /** Where it is told; absent for runs of a terminal. */
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** When its final state had been told completely. */
  readonly toldAt?: string | undefined;
  readonly stopRequestedBy?: Actor | undefined;
  /** Service name → version that it reported before the suite started. */
  readonly versions: Readonly<Record<string, string>>;
  /** Name of a host → its addresses before the suite started, sorted; absent: none were looked up. */
  readonly addresses?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Setting of the settings files → fingerprint of its value before the suite started; absent: none were read. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly counts: Counts;
  /** How many tests the runner said it will run; absent until it says so. */
  readonly expected?: number | undefined;
  /** The test that is running or was reported last. */
  readonly latestTest?: string | undefined;
  /** The first red tests, at most ten, messages at most 500 characters: enough to tell, the rest is in `tests`. */
  readonly failures: readonly TestResult[];
  readonly findings: readonly ReportFinding[];
}

export function isActive(run: Pick<Run, 'state'>): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** How long it has run, or ran, in milliseconds; undefined before it started. */
export function elapsedMs(run: Pick<Run, 'startedAt' | 'endedAt'>, now: Date): number | undefined {
  if (run.startedAt === undefined) return undefined;
  const end = run.endedAt === undefined ? now.getTime() : Date.parse(run.endedAt);
  return Math.max(0, end - Date.parse(run.startedAt));
}
