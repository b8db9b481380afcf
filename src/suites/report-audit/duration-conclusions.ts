import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, DurationClaim, ListedTest } from './audited-report.ts';
import { seconds, someOf, sourceOfTest } from './words.ts';

/** That tests are real because they took long; and that all took so long, where one that is listed did not. */
export function durationConclusions(report: AuditedReport): readonly AuditFinding[] {
  const { durationClaims } = report;
  const concluded = durationClaims.filter(({ isConclusion }) => isConclusion);
  return [...durationClaims.slice(0, 100).flatMap((claim) => refuted(claim, report)), ...provesNothing(concluded)];
}

function provesNothing(claims: readonly DurationClaim[]): readonly AuditFinding[] {
  if (claims.length === 0) return [];
  const limits = [...new Set(claims.map(({ atLeastMs }) => `${atLeastMs / 1_000} s`))].join(', ');
  return [
    {
      code: 'duration-proves-nothing',
      message: `From durations over ${limits} it is concluded that the tests are real (${plural(claims.length, 'line')}); a fixed wait, a swallowed time-out and a retry against nothing take as long`,
      weight: 'doubt',
      evidence: evidenceOf(claims),
    },
  ];
}

function refuted(claim: DurationClaim, { runs }: AuditedReport): readonly AuditFinding[] {
  if (!claim.isOfAll) return [];
  const inRun = runs.find((run) => run.line <= claim.line && claim.line <= run.lastLine);
  const told = inRun === undefined ? runs.filter(({ line }) => line < claim.line) : [inRun];
  const tests = told.flatMap((run) => run.tests.filter((test) => isUnder(test, claim) && test.line < claim.line));
  if (tests.length === 0) return [];
  const shortest = tests.map(({ id, durationMs = 0 }) => `${id} ${seconds(durationMs)}`);
  return [
    {
      code: 'duration-claim-contradicted',
      message: `"${claim.quote}": ${plural(tests.length, 'listed test')} took less than ${seconds(claim.atLeastMs)} (${someOf(shortest)})`,
      weight: 'contradiction',
      evidence: evidenceOf([...tests.slice(0, 9).map(sourceOfTest), claim]),
    },
  ];
}

function isUnder({ durationMs, unitMs = 1 }: ListedTest, { atLeastMs }: DurationClaim): boolean {
  return durationMs !== undefined && durationMs + unitMs / 2 < atLeastMs;
}
