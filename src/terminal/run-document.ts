import type { ReportFinding, Run, RunState, Verdict } from '#domain/run.ts';
import type { Counts, TestResult } from '#domain/test-result.ts';

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
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
}

export function runDocument(run: Run, tests: readonly TestResult[]): RunDocument {
  const { id, suite, environment, state, verdict, verdictReason, counts, findings, versions, startedAt, endedAt } = run;
  return {
    id,
    suite,
    environment,
    state,
    verdict,
    verdictReason,
    counts,
    tests,
    findings,
    versions,
    startedAt,
    endedAt,
  };
}
