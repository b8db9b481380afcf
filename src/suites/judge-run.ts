import { isEnvironment } from '#domain/common-failure.ts';
import type { ReportFinding, RunState, Verdict } from '#domain/run.ts';
import { countOutcomes, isRed, type TestResult } from '#domain/test-result.ts';

import type { Exit } from './exit.ts';
import { isVersion, type VersionExpectation } from './expected-version.ts';
import { proveRun, type Proof } from './prove-run.ts';
import type { Quarantined } from './quarantine.ts';
import type { AuditFinding } from './report-audit/audit-finding.ts';
import type { Report } from './runner.ts';

export interface Evidence {
  readonly exit: Exit;
  readonly report: Report;
  /** What the services reported before and after. */
  readonly versionsBefore: Readonly<Record<string, string>>;
  /** Service → why its version could not be read before the start. */
  readonly versionGaps: Readonly<Record<string, string>>;
  readonly versionsAfter: Readonly<Record<string, string>>;
  /** Absent: none is intended. */
  readonly expectedVersion?: VersionExpectation | undefined;
  readonly quarantined?: Quarantined | undefined;
  /** Absent: nothing was recorded that could prove the run. */
  readonly proof?: Proof | undefined;
  /** What cannot be believed of the report. */
  readonly audit?: readonly AuditFinding[] | undefined;
}

export interface Judgement {
  readonly state: RunState;
  readonly verdict?: Verdict | undefined;
  readonly verdictReason?: string | undefined;
  readonly findings: readonly ReportFinding[];
}

/** What ran may be proven, but it is less than what ran before, or a part of it only waited. */
const doubtsOfWhole = new Set(['fewer-tests-than-before', 'more-skipped-than-before', 'timer-padded']);

/** What a run came to, from what was seen and nothing else. A run without a trustworthy report never passed. */
export function judgeRun(evidence: Evidence): Judgement {
  const findings = [
    ...evidence.report.findings,
    ...(evidence.exit.findings ?? []),
    ...exitFindings(evidence),
    ...versionFindings(evidence),
    ...(evidence.quarantined?.findings ?? []),
    ...environmentFindings(evidence),
    ...(evidence.audit ?? []).map(({ code, message }) => ({ code, message })),
  ];
  const state = stateOf(evidence);
  return { state, ...verdictOf(state, evidence), findings };
}

function stateOf(evidence: Evidence): RunState {
  const { exit, report } = evidence;
  if (exit.ended === 'timed-out') return 'timed-out';
  if (exit.ended === 'cancelled') return 'cancelled';
  const counts = countOutcomes(report.tests);
  const red = countingRed(evidence).length;
  // Both runners end with 1 when tests are red and nothing else went wrong.
  const isRight = exit.code === 0 || (exit.code === 1 && red < counts.failed + counts.error);
  const green = exit.ended === 'exited' && isRight && report.complete && red === 0;
  return green && counts.passed + counts.flaky > 0 ? 'passed' : 'failed';
}

/** The red tests that no quarantine spares. */
function countingRed({ report, quarantined }: Evidence): readonly TestResult[] {
  return report.tests.filter(({ id, outcome }) => isRed(outcome) && quarantined?.spared.has(id) !== true);
}

function verdictOf(state: RunState, evidence: Evidence): Pick<Judgement, 'verdict' | 'verdictReason'> {
  if (state === 'cancelled' || state === 'interrupted') return {};
  const changed = changedVersions(evidence);
  if (changed.length > 0) {
    return { verdict: 'invalid', verdictReason: `The target changed while the suite ran: ${changed.join(', ')}` };
  }
  const [stale] = staleVersions(evidence);
  if (stale !== undefined) return { verdict: 'invalid', verdictReason: stale };
  const contradiction = evidence.audit?.find(({ weight }) => weight === 'contradiction');
  if (state === 'passed' && contradiction !== undefined) {
    return { verdict: 'invalid', verdictReason: `The report contradicts itself: ${contradiction.message}` };
  }
  if (state === 'passed') {
    const missing = evidence.audit?.find(({ code }) => doubtsOfWhole.has(code));
    if (missing !== undefined) return { verdict: 'unproven', verdictReason: missing.message };
    if (evidence.proof !== undefined) return proveRun(evidence.report.tests, evidence.proof);
    return { verdict: 'unproven', verdictReason: 'Nothing has shown yet that these tests reached the stack' };
  }
  return { verdict: 'failed', verdictReason: failureReason(state, evidence) };
}

function failureReason(state: RunState, evidence: Evidence): string {
  const { exit, report } = evidence;
  if (state === 'timed-out')
    return `The suite was ended at its time-out, after ${Math.round(exit.durationMs / 1_000)} s`;
  const red = countingRed(evidence).length;
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
  const gap = evidence.expectedVersion?.gap;
  const unknown =
    gap === undefined ? [] : [{ code: 'version-unread', message: `The intended version is not known: ${gap}` }];
  const stale = staleVersions(evidence).map((message) => ({ code: 'stale-version', message }));
  return [...changed, ...stale, ...unread, ...unknown];
}

/** Flaky tests come one at a time. */
function environmentFindings({ report }: Evidence): readonly ReportFinding[] {
  const { failed, error, skipped } = countOutcomes(report.tests);
  const executed = report.tests.length - skipped;
  if (!isEnvironment(failed + error, executed)) return [];
  const message = `${failed + error} of ${executed} tests are red: that is the environment, not flaky tests`;
  return [{ code: 'mostly-red', message }];
}

function staleVersions({ versionsBefore, expectedVersion }: Evidence): readonly string[] {
  const expected = expectedVersion?.version;
  if (expected === undefined) return [];
  const stale = Object.entries(versionsBefore).filter(([, version]) => !isVersion(version, expected));
  if (stale.length === 0) return [];
  const told = stale.map(([service, version]) => `${service} runs ${version}`).join(', ');
  return [`Another version runs than was intended: ${told}, not ${expected}`];
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
