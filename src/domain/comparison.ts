import type { Audit } from './audit.ts';
import type { CloseCount, Closer, CloseSource } from './close.ts';
import type { Probing } from './probing.ts';
import type { Run, RunState, Verdict } from './run.ts';
import type { Counts, TestResult } from './test-result.ts';

export interface ComparedRun {
  readonly run: Run;
  readonly tests: readonly TestResult[];
}

/** One of the two that are compared: a run, or a round of a loop. */
export interface ComparedSide {
  /** `r12`, `l1.2`. */
  readonly id: string;
  readonly environment: string;
  /** What became of it: `failed`, `red`. */
  readonly state: string;
  readonly runs: readonly ComparedRun[];
  readonly versions: Readonly<Record<string, string>>;
  /** Absent: nothing was probed for it. */
  readonly probing?: Probing | undefined;
  /** Absent: nothing was audited for it. */
  readonly audit?: Audit | undefined;
  /** Of the ledger, in the minutes of it. */
  readonly closes: readonly CloseCount[];
  /** Of a round that failed. */
  readonly fingerprint?: string | undefined;
}

/** What may have become of a test between two runs and is told; the order is that of what matters first. */
export const toldChanges = [
  'broken',
  'new-red',
  'still-red',
  'newly-flaky',
  'fixed',
  'no-longer-run',
  'not-run',
  'removed',
  'new',
] as const;

/**
 * `broken`: red, and was not. `new-red`: red, and was not there or not run before. `no-longer-run`: skipped now.
 * `not-run`: the later run asked for a part of the suite, or did not come to it. `removed`: the later run was whole and did
 * not have it. `steady`: neither red nor new, as before.
 */
export type TestChange = (typeof toldChanges)[number] | 'steady';

export interface ChangedTest {
  readonly id: string;
  readonly change: TestChange;
  /** Of `still-red`: with another message than before. */
  readonly isOther?: boolean | undefined;
  /** It was red before. A test that was red and is not run now is not fixed. */
  readonly wasRed: boolean;
}

export interface SlowerTest {
  readonly id: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

export interface DurationChange {
  /** Tests that passed both times. */
  readonly pairs: number;
  /** Median of after / before, where it is far from 1 and most agree. */
  readonly shift?: number | undefined;
  /** Single tests that took far longer or shorter, the largest difference first, at most ten. */
  readonly tests: readonly SlowerTest[];
}

export interface RunSummary {
  readonly id: string;
  readonly state: RunState;
  readonly verdict?: Verdict | undefined;
  readonly verdictReason?: string | undefined;
  readonly counts: Counts;
  readonly tookMs?: number | undefined;
}

/** One suite that both sides have. */
export interface SuiteComparison {
  readonly suite: string;
  readonly before: RunSummary;
  readonly after: RunSummary;
  readonly tests: readonly ChangedTest[];
  readonly durations: DurationChange;
}

export interface ValueChange {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface ProbeChange {
  readonly endpoint: string;
  /** `up`, `upgrade STATUS_502`, `unknown`; absent: not probed. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly beforeMs?: number | undefined;
  readonly afterMs?: number | undefined;
}

export interface CloseChange {
  readonly code: number;
  readonly closedBy: Closer;
  readonly source: CloseSource;
  readonly before: number;
  readonly after: number;
}

export interface SettingsChange {
  /** Ids of the audits that they were read in. */
  readonly audits: readonly [before: string, after: string];
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** How many are the same. */
  readonly same: number;
}

export interface Comparison {
  readonly before: Pick<ComparedSide, 'id' | 'environment' | 'state'>;
  readonly after: Pick<ComparedSide, 'id' | 'environment' | 'state'>;
  /** What must be known before it is read: different suites, a part of a suite, a verdict that nothing rests on. */
  readonly remarks: readonly string[];
  readonly suites: readonly SuiteComparison[];
  /** Suites that one side alone has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** All services, also those whose version is the same. */
  readonly versions: readonly ValueChange[];
  readonly probes: readonly ProbeChange[];
  readonly closes: readonly CloseChange[];
  readonly settings?: SettingsChange | undefined;
  /** The later round failed in the way of the earlier. */
  readonly isSameFailure: boolean;
}

export function testsWith(comparison: Pick<Comparison, 'suites'>, change: TestChange): readonly ChangedTest[] {
  return comparison.suites.flatMap(({ tests }) => tests.filter((test) => test.change === change));
}
