import type { RunnerName, Suite } from '#domain/configuration.ts';
import type { ReportFinding, Selection } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { Exit } from './exit.ts';
import type { Target } from './proof-targets.ts';

/** One test runner: how to ask it for a report, how to read its output live, how to read its report. */
export interface RunnerAdapter {
  readonly name: RunnerName;
  /** Throws `BAD_SELECTION` when the runner cannot run this part of the suite. Touches nothing. */
  checkSelection(suite: Suite, selection: Selection): void;
  /** Writes what the runner needs into the order's folder; starts nothing. Throws as `checkSelection` does. */
  plan(order: RunOrder): Promise<RunPlan>;
}

export interface RunOrder {
  readonly suite: Suite;
  readonly selection: Selection;
  /** What the suite's own variables came to; the child gets them too, with the plan's on top. */
  readonly variables: Readonly<Record<string, string>>;
  /** A folder of ours, made for this run: reports and event files go there. */
  readonly folder: string;
  /** Takes secrets out of text; applied to all that is read from a report. */
  readonly redact: (text: string) => string;
  /** For a text that breaks off: also leaves out what may be the beginning of a secret at its end. */
  readonly redactCut: (text: string) => string;
  readonly diversion?: Diversion | undefined;
}

/**
 * What is different where passing tests are tried against a target that does not work: what they connect to `targets` ends at
 * `port` of 127.0.0.1, none takes longer than `limitMs`, and neither is a red one repeated nor does it end the run. Time-outs
 * and pauses of the tests are divided by `hurry`.
 */
export interface Diversion {
  readonly targets: readonly Target[];
  readonly port: number;
  readonly limitMs: number;
  readonly hurry: number;
}

export interface RunPlan {
  /** argv; never a shell. */
  readonly command: readonly string[];
  /** Added to the environment of the child. */
  readonly variables: Readonly<Record<string, string>>;
  /** A file that the runner appends lines to while it runs; they are fed to the reader as `events`. */
  readonly events?: string | undefined;
  readonly reader: LiveReader;
  /** Reads what the runner left. Never rejects for what the runner did: a bad report is a finding. */
  readReport(exit: Exit): Promise<Report>;
}

/** Fed with complete lines: no line end, at most 64 KiB, ANSI stripped, redacted. Never throws. */
export interface LiveReader {
  line(text: string, from: LineSource): void;
  progress(): Progress;
}

export type LineSource = 'stdout' | 'stderr' | 'events';

export interface Progress {
  readonly expected?: number | undefined;
  readonly latestTest?: string | undefined;
  /** What was seen so far; details of failures may still be missing. */
  readonly tests: readonly TestResult[];
}

export interface Report {
  readonly tests: readonly TestResult[];
  readonly expected?: number | undefined;
  readonly findings: readonly ReportFinding[];
  /** False: no trustworthy report (missing, partial, stale, no tests): the run is never `passed`. */
  readonly complete: boolean;
  /** Why connections of tests may have gone unseen, a sentence each. */
  readonly blindSpots?: readonly string[] | undefined;
  /** The tests that were running when the runner was ended. Node names them by file and last name alone. */
  readonly running?: readonly string[] | undefined;
}
