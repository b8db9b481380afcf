import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ClaimedCounts, ClaimedList, ListedTest, ReportedRun } from './audited-report.ts';
import { ranOf } from './recognise-counts.ts';

type Judged = 'passed' | 'failed' | 'error' | 'skipped';

/** What is counted against what is listed. */
export function listedCount({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap((run) => [
    ...run.lists.flatMap((list) => [...underHeading(list), ...headingAgainstCounts(list, run)]),
    ...ofWholeList(run),
  ]);
}

function underHeading(list: ClaimedList): readonly AuditFinding[] {
  const { claimed, listed, outcome, isExcerpt } = list;
  if (claimed === listed || (listed < claimed && isExcerpt)) return [];
  return [
    {
      code: 'listed-tests-differ',
      message: `A list is said to hold ${plural(claimed, `${outcome} test`)}, and holds ${listed}: ${apart(claimed, listed)}`,
      weight: listed > claimed ? 'contradiction' : 'doubt',
      evidence: evidenceOf([list]),
    },
  ];
}

function headingAgainstCounts(list: ClaimedList, { counts }: ReportedRun): readonly AuditFinding[] {
  const count = counts?.value[list.outcome];
  if (counts === undefined || count === undefined) return [];
  const ran = ranOf(counts.value);
  const isWhole = list.total === undefined || list.total === ran;
  if (count === list.claimed && isWhole) return [];
  const said = list.total === undefined ? String(list.claimed) : `${list.claimed} of ${list.total}`;
  return [
    {
      code: 'counts-differ',
      message: `The results say ${count} ${list.outcome} of ${ran}, the list below them ${said}`,
      weight: 'contradiction',
      evidence: evidenceOf([counts, list]),
    },
  ];
}

/** Where all tests are listed, every outcome must be there as often as it is counted. */
function ofWholeList(run: ReportedRun): readonly AuditFinding[] {
  const { counts, tests, isCut, listsAll } = run;
  if (counts === undefined || !listsAll || isCut) return [];
  const claimed = joined(counts.value);
  const listed = outcomesOf(tests);
  // An error in a tear-down is counted beside the result of the test, and replaces it in the list.
  if (claimed.error > 0 || listed.error > 0) return redAgainstNone(run, { claimed, listed });
  return (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    if (claimed[outcome] === listed[outcome]) return [];
    // Modules are skipped as a whole before their tests are known, and output of tests may hide a line.
    const isExplained = outcome === 'skipped' || listed[outcome] < claimed[outcome];
    if (outcome === 'skipped' && listed.skipped < claimed.skipped) return [];
    return [difference(run, { outcome, claimed: claimed[outcome], listed: listed[outcome], isExplained })];
  });
}

function redAgainstNone(
  run: ReportedRun,
  sums: { readonly claimed: Record<Judged, number>; readonly listed: Record<Judged, number> },
): readonly AuditFinding[] {
  const red = (of: Record<Judged, number>): number => of.failed + of.error;
  const [claimed, listed] = [red(sums.claimed), red(sums.listed)];
  if (claimed > 0 === listed > 0) return [];
  return [difference(run, { outcome: 'failed', claimed, listed, isExplained: false })];
}

interface Difference {
  readonly outcome: Judged;
  readonly claimed: number;
  readonly listed: number;
  readonly isExplained: boolean;
}

function difference(
  { counts, tests }: ReportedRun,
  { outcome, claimed, listed, isExplained }: Difference,
): AuditFinding {
  const first = tests.find((test) => test.outcome === outcome && test.line > 0);
  return {
    code: 'counts-differ',
    message: `${claimed} ${outcome} are counted, and ${listed} listed: ${apart(claimed, listed)}`,
    weight: isExplained ? 'doubt' : 'contradiction',
    evidence: evidenceOf([counts, first === undefined ? undefined : { line: first.line, quote: first.id }]),
  };
}

function apart(claimed: number, listed: number): string {
  return listed > claimed ? `${listed - claimed} more` : `${claimed - listed} fewer`;
}

function joined(counts: ClaimedCounts): Record<Judged, number> {
  const { passed = 0, failed = 0, error = 0, skipped = 0, xfailed = 0, xpassed = 0 } = counts;
  return { passed: passed + xpassed, failed, error, skipped: skipped + xfailed };
}

function outcomesOf(tests: readonly ListedTest[]): Record<Judged, number> {
  const sums = { passed: 0, failed: 0, error: 0, skipped: 0 };
  for (const { outcome } of tests) {
    if (outcome === 'xpassed' || outcome === 'flaky') sums.passed += 1;
    else if (outcome === 'xfailed') sums.skipped += 1;
    else if (outcome !== undefined) sums[outcome] += 1;
  }
  return sums;
}
