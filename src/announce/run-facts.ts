import type { Suite } from '#domain/configuration.ts';
import type { Section } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { totalOf, type TestResult } from '#domain/test-result.ts';

import type { FailureMark } from './classify-failures.ts';

/** A red test and what history says of it. */
export interface MarkedFailure {
  readonly test: TestResult;
  readonly mark: FailureMark;
}

/** A file of this machine that belongs into the thread of a run. */
export interface RunFile {
  readonly path: string;
  /** Where Slack shows it, once it does. */
  readonly permalink?: string | undefined;
}

/** What telling a run needs besides the run itself. */
export interface RunFacts {
  readonly now: Date;
  readonly suite?: Pick<Suite, 'owner' | 'impact'> | undefined;
  /** Of the newest finished run of the same suite, environment and kind of selection. */
  readonly lastDurationMs?: number | undefined;
  /** Runs that are to end before a queued one begins. */
  readonly ahead: number;
  /** All red tests of an ended run: new ones first, then flaky, then known. */
  readonly failures: readonly MarkedFailure[];
  /** Why it failed, in one sentence, once that was asked and found. */
  readonly why?: string | undefined;
  /** How a red run differs from the last green one, in words. */
  readonly compared?: Section | undefined;
  readonly log?: RunFile | undefined;
  /** There when not all failures fit into a message. */
  readonly failuresFile?: RunFile | undefined;
}

/** The failures that a message shows, the rest is in a file. */
export const shownFailures = 10;

export function redCount(run: Pick<Run, 'counts'>): number {
  return run.counts.failed + run.counts.error;
}

/** A selection that met no test says nothing of the stack: nobody is to be alarmed by a mistyped `-k`. */
export function metNothing(run: Run): boolean {
  return run.selection.keyword !== undefined && totalOf(run.counts) === 0;
}
