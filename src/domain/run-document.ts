import type { ReportFinding, Run, RunState, Selection, Verdict } from './run.ts';
import type { Counts, TestResult } from './test-result.ts';

/** One run as `--json` prints it; the names are a promise to scripts. */
export interface RunDocument {
  readonly id: string;
  readonly suite: string;
  readonly environment: string;
  readonly state: RunState;
  readonly verdict?: Verdict | undefined;
  readonly verdictReason?: string | undefined;
  readonly counts: Counts;
  readonly tests: readonly TestResult[];
  readonly findings: readonly ReportFinding[];
  readonly versions: Readonly<Record<string, string>>;
  readonly selection: Selection;
  /** Name of the person. */
  readonly requestedBy: string;
  readonly queuedAt: string;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
}

export function runDocument(run: Run, tests: readonly TestResult[]): RunDocument {
  return {
    id: run.id,
    suite: run.suite,
    environment: run.environment,
    state: run.state,
    verdict: run.verdict,
    verdictReason: run.verdictReason,
    counts: run.counts,
    tests,
    findings: run.findings,
    versions: run.versions,
    selection: run.selection,
    requestedBy: run.requestedBy.name,
    queuedAt: run.queuedAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  };
}
