import type { AuditedReport, ClaimedCounts, ReportedRun, ReportFormat } from './audited-report.ts';

/** What was read of a report, for those who want to check the reading. */
export interface ReportSummary {
  readonly format: ReportFormat;
  readonly lines: number;
  /** The first hundred. */
  readonly runs: readonly RunSummary[];
  /** What was looked for. */
  readonly searched: string;
}

export interface RunSummary {
  readonly label: string;
  readonly line: number;
  readonly command?: string | undefined;
  readonly wallMs?: number | undefined;
  /** Absent where it is not known. */
  readonly workers?: number | undefined;
  readonly collected?: number | undefined;
  readonly selected?: number | undefined;
  readonly counts?: ClaimedCounts | undefined;
  readonly listed: number;
  readonly timed: number;
  /** Of the listed durations. */
  readonly sumMs: number;
}

const mostRuns = 100;

export function summaryOf({ format, lines, runs, searched }: AuditedReport): ReportSummary {
  return { format, lines, runs: runs.slice(0, mostRuns).map(runSummary), searched };
}

function runSummary({
  label,
  line,
  command,
  wall,
  workers,
  collected,
  selected,
  counts,
  tests,
}: ReportedRun): RunSummary {
  const timed = tests.filter(({ durationMs }) => durationMs !== undefined);
  return {
    label,
    line,
    command: command?.value,
    wallMs: wall?.value.ms,
    workers: workers === 'unknown' ? undefined : workers.count,
    collected: collected?.value,
    selected: selected?.value,
    counts: counts?.value,
    listed: tests.length,
    timed: timed.length,
    sumMs: Math.round(timed.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)),
  };
}
