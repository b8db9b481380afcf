import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ListedTest, ReportedRun } from './audited-report.ts';
import { chance, seconds, sourceOfTest } from './words.ts';

type Timed = ListedTest & { readonly durationMs: number };

/** Shorter ones are equal by chance at the resolution of a clock. */
const shortestMs = 200;
const fewest = 4;
const rarest = 1e-6;
/** Real work varies less evenly than a smooth spread says; the expected number is raised by this. */
const caution = 10;

/** The same duration to the millisecond, for more tests than chance gives it to, and the same list in two runs. */
export function identicalDurations({ runs }: AuditedReport): readonly AuditFinding[] {
  return [
    ...runs.flatMap(withinRun),
    ...runs.flatMap((run, index) => betweenRuns(run, runs.slice(Math.max(0, index - 20), index))),
  ];
}

function withinRun(run: ReportedRun): readonly AuditFinding[] {
  const timed = preciseOf(run);
  const groups = Map.groupBy(timed, ({ durationMs }) => durationMs);
  const sorted = timed.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
  return [...groups].flatMap(([durationMs, group]) => {
    if (group.length < fewest || isFixedWait(durationMs)) return [];
    const near = countBetween(sorted, durationMs * 0.8, durationMs * 1.25);
    const expected = (near * caution) / (durationMs * 0.45);
    const tail = poissonTail(group.length, expected) * groups.size;
    if (tail > rarest) return [];
    const message = `${plural(group.length, 'test')} of ${timed.length} took exactly ${seconds(durationMs)}: with ${near} of about that length ${expected.toPrecision(2)} are expected at most, so this is ${chance(tail)}`;
    return [
      {
        code: 'identical-durations',
        message,
        weight: 'doubt' as const,
        evidence: evidenceOf(group.slice(0, 10).map(sourceOfTest)),
      },
    ];
  });
}

/** Two runs of real tests do not take the same time to the millisecond, test by test. */
function betweenRuns(run: ReportedRun, earlier: readonly ReportedRun[]): readonly AuditFinding[] {
  const timed = preciseOf(run).filter(({ durationMs }) => !isFixedWait(durationMs));
  for (const other of timed.length < fewest ? [] : earlier) {
    const before = new Map(preciseOf(other).map((test) => [test.id, test]));
    const both = timed.filter(({ id }) => before.has(id));
    const same = both.filter(({ id, durationMs }) => before.get(id)?.durationMs === durationMs);
    if (same.length < fewest || same.length * 2 < both.length) continue;
    const message = `${same.length} of ${both.length} tests that two runs have in common took the same time in both, to the millisecond: the results were copied`;
    const shown = same.slice(0, 5).flatMap((test) => [before.get(test.id) ?? test, test]);
    return [{ code: 'identical-durations', message, weight: 'doubt', evidence: evidenceOf(shown.map(sourceOfTest)) }];
  }
  return [];
}

function preciseOf({ tests }: ReportedRun): readonly Timed[] {
  return tests.filter((test): test is Timed => (test.durationMs ?? 0) >= shortestMs && (test.unitMs ?? 1) <= 1);
}

/** A wait of a round length comes out the same each time; that is another finding, where it is one. */
function isFixedWait(durationMs: number): boolean {
  return durationMs % 50 < 10;
}

function countBetween(sorted: readonly number[], from: number, to: number): number {
  return firstFrom(sorted, to) - firstFrom(sorted, from);
}

function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The chance of `k` or more where `expected` are expected; an upper bound. */
function poissonTail(k: number, expected: number): number {
  if (expected >= k) return 1;
  let term = Math.exp(-expected);
  for (let count = 1; count <= k; count += 1) term *= expected / count;
  return term / (1 - expected / (k + 1));
}
