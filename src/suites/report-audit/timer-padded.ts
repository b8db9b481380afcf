import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ListedTest, ReportedRun } from './audited-report.ts';
import { binomialTail } from './binomial-tail.ts';
import { chance, isPass, seconds, sourceOfTest } from './words.ts';

/** Round values that people give to time-outs and waits, in milliseconds. */
const timersMs = [
  500, 1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000, 300_000,
  600_000,
] as const;

/** What firing late and the work around it add to a timer. */
const widestMs = 250;
const widestShare = 0.05;
const fewest = 5;
/** After allowing for every timer that was tried. */
const rarest = 1e-5;

type Timed = ListedTest & { readonly durationMs: number };

/** Passed tests whose durations lie just above one round value, more of them than chance puts there. */
export function timerPadded({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run) => {
    const timed = run.tests.filter((test): test is Timed => isPass(test) && test.durationMs !== undefined);
    if (timed.length < fewest) return [];
    // A list of the slowest is a choice: it is judged against all that passed.
    const passes = Math.max(timed.length, run.counts?.value.passed ?? 0);
    return timersMs.flatMap((timerMs) => aboveTimer({ run, timed, passes, timerMs }));
  });
}

interface Trial {
  readonly run: ReportedRun;
  readonly timed: readonly Timed[];
  readonly passes: number;
  readonly timerMs: number;
}

function aboveTimer({ run, timed, passes, timerMs }: Trial): readonly AuditFinding[] {
  const widthMs = Math.min(widestMs, timerMs * widestShare);
  const precise = timed.filter(({ unitMs = 1 }) => unitMs <= widthMs / 2);
  const hits = precise.filter(
    ({ durationMs, unitMs = 1 }) => durationMs >= timerMs - unitMs / 2 && durationMs < timerMs + widthMs,
  );
  if (hits.length < fewest) return [];
  // Work that takes about so long lies on both sides; a timer is never early.
  const below = precise.filter(({ durationMs }) => durationMs < timerMs - 1 && durationMs >= timerMs - widthMs).length;
  if (below * 5 > hits.length) return [];
  const p = Math.log1p(widthMs / timerMs) / Math.log(4);
  // What was over long before, or took much longer, could not have come near it. Of those that are not listed nobody knows.
  const inRange = timed.filter(({ durationMs }) => durationMs >= timerMs / 2 && durationMs <= timerMs * 2).length;
  const near = inRange + passes - timed.length;
  const tail = binomialTail(hits.length, near, p) * timersMs.length;
  return tail > rarest ? [] : [findingOf({ run, hits, passes, near, timerMs, widthMs, p, tail })];
}

interface Hit {
  readonly run: ReportedRun;
  readonly hits: readonly Timed[];
  readonly passes: number;
  /** Those that took from half of it to twice as long. */
  readonly near: number;
  readonly timerMs: number;
  readonly widthMs: number;
  readonly p: number;
  readonly tail: number;
}

function findingOf({ run, hits, passes, near, timerMs, widthMs, p, tail }: Hit): AuditFinding {
  const residuals = hits.map(({ durationMs }) => durationMs - timerMs);
  const range = `${seconds(Math.max(0, Math.min(...residuals.slice(0, 10_000))))} to ${seconds(Math.max(...residuals.slice(0, 10_000)))}`;
  const from = `${timerMs / 2_000} s to ${timerMs / 500} s`;
  const arithmetic = `of durations spread evenly from ${from} (on a logarithmic scale) ${(p * 100).toFixed(1)} % lie within ${seconds(widthMs)} above it, and the chance of ${hits.length} or more of the ${near} in that range at one of ${timersMs.length} round values is ${chance(tail)}`;
  return {
    code: 'timer-padded',
    message: `${hits.length} of ${passes} passed tests took ${range} more than ${timerMs / 1_000} s: ${arithmetic}. A fixed wait or a time-out that was swallowed explains it; the duration does not show that anything was tested`,
    weight: 'doubt',
    evidence: evidenceOf([...hits.slice(0, 10).map(sourceOfTest), run]).slice(0, 10),
  };
}
