import {
  emptyReport,
  type AuditedReport,
  type ListedTest,
  type ReportedRun,
} from '#suites/report-audit/audited-report.ts';

/** A run as a report tells it, of tests that took these milliseconds; all passed. */
export function makeReportedRun(durationsMs: readonly number[], change: Partial<ReportedRun> = {}): ReportedRun {
  return {
    line: 1,
    quote: 'a run',
    label: 'a run',
    lastLine: 100,
    workers: { count: 1, why: 'no -n in the command' },
    lists: [],
    tests: durationsMs.map((durationMs, index) => makeListedTest(index + 1, { durationMs })),
    listsAll: true,
    isCut: false,
    ...change,
  };
}

export function makeListedTest(line: number, change: Partial<ListedTest> = {}): ListedTest {
  return { id: `tests/test_a.py::test_${line}`, outcome: 'passed', unitMs: 1, line, ...change };
}

export function makeAuditedReport(...runs: readonly ReportedRun[]): AuditedReport {
  return { ...emptyReport('pytest', ''), runs };
}

/** A wall time that was printed with two decimals. */
export function wallOf(ms: number): ReportedRun['wall'] {
  return { line: 50, quote: `${ms / 1_000}s`, value: { ms, unitMs: 10 } };
}

/** Durations of real work, without chance: spread over a factor of four around `middleMs`. */
export function spreadDurations(count: number, middleMs: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.round((middleMs / 2) * 4 ** ((index * 0.618_034) % 1)));
}
