/** Where something was read. Line 0: not from a text. */
export interface Source {
  readonly line: number;
  /** The line, trimmed, at most 160 characters. */
  readonly quote: string;
}

/** A value and where it was read. */
export interface Read<T> extends Source {
  readonly value: T;
}

const countedOutcomes = ['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed'] as const;
export type CountedOutcome = (typeof countedOutcomes)[number];
export type ClaimedCounts = Readonly<Partial<Record<CountedOutcome | 'deselected', number>>>;

export interface ListedTest {
  /** As written. */
  readonly id: string;
  /** Absent: it is listed, and nothing says how it ended. */
  readonly outcome?: CountedOutcome | 'flaky' | undefined;
  readonly durationMs?: number | undefined;
  /** What one in the last digit of the duration stands for: 1 for `3.639s`, 10 for `3.64s`. */
  readonly unitMs?: number | undefined;
  readonly line: number;
}

export interface Duration {
  readonly ms: number;
  /** What one in its last digit stands for. */
  readonly unitMs: number;
}

/** `PASSED TESTS (23/25):` and the number of tests that stand under it. */
export interface ClaimedList extends Source {
  readonly outcome: CountedOutcome;
  readonly claimed: number;
  readonly total?: number | undefined;
  readonly listed: number;
  /** It says itself that it leaves some out: `…`, `and 4 more`. */
  readonly isExcerpt: boolean;
}

/** How many tests may have run at the same time; `unknown` where nothing says so. */
export type Workers = { readonly count: number; readonly why: string } | 'unknown';

/** One execution of a suite, as a report tells it. */
export interface ReportedRun extends Source {
  /** The heading it stands under, or the name of the suite. */
  readonly label: string;
  readonly lastLine: number;
  readonly command?: Read<string> | undefined;
  readonly wall?: Read<Duration> | undefined;
  /** The same in another form: `211.07s (3m 31s)`. */
  readonly otherWall?: Read<Duration> | undefined;
  readonly workers: Workers;
  readonly counts?: Read<ClaimedCounts> | undefined;
  /** How many tests there were in all, where it is counted beside the outcomes. */
  readonly total?: Read<number> | undefined;
  readonly lists: readonly ClaimedList[];
  readonly collected?: Read<number> | undefined;
  readonly selected?: Read<number> | undefined;
  readonly deselected?: Read<number> | undefined;
  readonly tests: readonly ListedTest[];
  /** It lists every test that it counts: `pytest -v`, a JUnit file, a run of our own. */
  readonly listsAll: boolean;
  /** It says that it ended before its last test, or holds what cannot be counted (a session inside of another). */
  readonly isCut: boolean;
  readonly startedAt?: Read<ClockTime> | undefined;
  readonly endedAt?: Read<ClockTime> | undefined;
}

/** A point in time as a person or a tool wrote it. */
export interface ClockTime {
  /** `2025-09-09`; absent where only the time of day stands. */
  readonly date?: string | undefined;
  /** Since midnight. */
  readonly ms: number;
  readonly unitMs: number;
  /** Minutes east of UTC; absent: no zone is given, or one that stands for several. */
  readonly offsetMinutes?: number | undefined;
  /** As written. */
  readonly zone?: string | undefined;
}

export interface ReportedTime extends Read<ClockTime> {
  readonly kind: 'start' | 'end' | 'moment';
  readonly label: string;
  /** The heading that it stands under. */
  readonly section: string;
}

/** `Connection Establishment: 100% SUCCESS`. */
export interface ClaimedRatio extends Source {
  readonly label: string;
  /** Absent: `23/25 PASSED` without a percentage. */
  readonly percent?: number | undefined;
  readonly unit?: number | undefined;
  /** What stands beside it: `23/25`, or `4 passed, 1 failed`. */
  readonly part?: number | undefined;
  readonly whole?: number | undefined;
  /** Of the whole, as far as the same line says it: a share may leave them out. */
  readonly skipped?: number | undefined;
  readonly isAboutTests: boolean;
}

export interface DeployStatement extends Source {
  readonly kind: 'failed' | 'succeeded';
  /** The heading that it stands under. */
  readonly section: string;
}

export interface UptimeStatement extends Source {
  readonly uptimeMs: number;
  readonly isCalledStable: boolean;
}

/** `All tests >3 s, so they are real`. */
export interface DurationClaim extends Source {
  readonly atLeastMs: number;
  /** It says so of every test. */
  readonly isOfAll: boolean;
  /** It concludes from it that the tests are real. */
  readonly isConclusion: boolean;
}

export type ReportFormat = 'markdown' | 'pytest' | 'node' | 'junit' | 'run' | 'unknown';

/** All that a report says and an audit looks at, whatever its form. */
export interface AuditedReport {
  readonly format: ReportFormat;
  readonly lines: number;
  readonly runs: readonly ReportedRun[];
  readonly ratios: readonly ClaimedRatio[];
  readonly times: readonly ReportedTime[];
  readonly dates: readonly Read<string>[];
  readonly deploys: readonly DeployStatement[];
  readonly uptimes: readonly UptimeStatement[];
  readonly durationClaims: readonly DurationClaim[];
  /** What was looked for, in one sentence: to be told where nothing was found. */
  readonly searched: string;
}

export function emptyReport(format: ReportFormat, searched: string): AuditedReport {
  const none = { runs: [], ratios: [], times: [], dates: [], deploys: [], uptimes: [], durationClaims: [] };
  return { format, lines: 0, ...none, searched };
}

const longestQuote = 160;

export function sourceOf(line: number, text: string): Source {
  const quote = text.trim();
  return { line, quote: quote.length <= longestQuote ? quote : `${quote.slice(0, longestQuote - 1)}…` };
}
