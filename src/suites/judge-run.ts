import type { ReportFinding, RunState, Verdict } from '#domain/run.ts';
import { countOutcomes, type TestResult } from '#domain/test-result.ts';

import type { Exit } from './exit.ts';
import type { Report } from './runner.ts';

export interface Evidence {
  readonly exit: Exit;
  readonly report: Report;
  /** What the services reported before and after. */
  readonly versionsBefore: Readonly<Record<string, string>>;
  /** Service → why its version could not be read before the start. */
  readonly versionGaps: Readonly<Record<string, string>>;
  readonly versionsAfter: Readonly<Record<string, string>>;
}

export interface Judgement {
  readonly state: RunState;
  readonly verdict?: Verdict | undefined;
  readonly verdictReason?: string | undefined;
  readonly findings: readonly ReportFinding[];
}

/** What a run came to, from what was seen and nothing else. A run without a trustworthy report never passed. */
export function judgeRun(evidence: Evidence): Judgement {
  const findings = [
    ...evidence.report.findings,
    ...(evidence.exit.findings ?? []),
    ...exitFindings(evidence),
    ...versionFindings(evidence),
  ];
  const state = stateOf(evidence);
  return { state, ...verdictOf(state, evidence), findings };
}

function stateOf({ exit, report }: Evidence): RunState {
  if (exit.ended === 'timed-out') return 'timed-out';
  if (exit.ended === 'cancelled') return 'cancelled';
  const counts = countOutcomes(report.tests);
  const green = exit.ended === 'exited' && exit.code === 0 && report.complete && counts.failed + counts.error === 0;
  return green && counts.passed + counts.flaky > 0 ? 'passed' : 'failed';
}

function verdictOf(state: RunState, evidence: Evidence): Pick<Judgement, 'verdict' | 'verdictReason'> {
  if (state === 'cancelled' || state === 'interrupted') return {};
  const changed = changedVersions(evidence);
  if (changed.length > 0) {
    return { verdict: 'invalid', verdictReason: `The target changed while the suite ran: ${changed.join(', ')}` };
  }
  if (state === 'passed') {
    return { verdict: 'unproven', verdictReason: 'Nothing has shown yet that these tests reached the stack' };
  }
  return { verdict: 'failed', verdictReason: failureReason(state, evidence) };
}

function failureReason(state: RunState, { exit, report }: Evidence): string {
  if (state === 'timed-out')
    return `The suite was ended at its time-out, after ${Math.round(exit.durationMs / 1_000)} s`;
  const counts = countOutcomes(report.tests);
  const red = counts.failed + counts.error;
  if (red > 0) return `${red} of ${report.tests.length} tests failed`;
  return report.findings[0]?.message ?? exitWords(exit);
}

function exitFindings({ exit, report }: Evidence): readonly ReportFinding[] {
  if (exit.ended === 'lost') return [{ code: 'not-started', message: exitWords(exit) }];
  if (exit.ended !== 'exited') return [];
  const counts = countOutcomes(report.tests);
  if (exit.code === 0 || counts.failed + counts.error > 0) return [];
  return [{ code: 'exit-code', message: `No test is red, but ${exitWords(exit)}` }];
}

function exitWords(exit: Exit): string {
  if (exit.ended === 'lost') return exit.reason ?? 'the command could not be started';
  if (exit.signal !== undefined) return `the runner was ended by ${exit.signal}`;
  return `the runner ended with exit code ${exit.code}`;
}

function versionFindings(evidence: Evidence): readonly ReportFinding[] {
  const changed = changedVersions(evidence).map((change) => ({
    code: 'target-changed',
    message: `The version changed during the run: ${change}`,
  }));
  const unread = Object.entries(evidence.versionGaps).map(([service, gap]) => ({
    code: 'version-unread',
    message: `The version of ${service} could not be read: ${gap}`,
  }));
  return [...changed, ...unread];
}

/** Only services that reported a version both times can be said to have changed. */
function changedVersions({ versionsBefore, versionsAfter }: Evidence): readonly string[] {
  return Object.entries(versionsBefore).flatMap(([service, before]) => {
    const after = versionsAfter[service];
    return after === undefined || after === before ? [] : [`${service} ${before} → ${after}`];
  });
}

/** The first red tests in the shape of `Run.failures`: at most ten, messages at most 500 characters, no details. */
export function firstFailures(tests: readonly TestResult[]): readonly TestResult[] {
  return tests
    .filter((test) => test.outcome === 'failed' || test.outcome === 'error')
    .slice(0, 10)
    .map((test) => ({
      ...test,
      failure: test.failure && { ...test.failure, message: test.failure.message.slice(0, 500), details: '' },
    }));
}
