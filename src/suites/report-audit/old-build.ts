import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';

/** A push or a deploy failed, and tests went on: they tested what was there before. */
export function oldBuild({ deploys, runs }: AuditedReport): readonly AuditFinding[] {
  const failures = deploys.filter(
    ({ kind, section }) =>
      kind === 'failed' && !deploys.some((other) => other.kind === 'succeeded' && other.section === section),
  );
  return failures.slice(0, 20).flatMap((failed) => {
    const mended = deploys.find(({ kind, line }) => kind === 'succeeded' && line > failed.line)?.line ?? Infinity;
    const tested = runs.filter(({ line }) => line > failed.line && line < mended);
    if (tested.length === 0) return [];
    const until =
      mended === Infinity
        ? 'no later one is told to have succeeded'
        : `the next one that succeeded is told at line ${mended}`;
    const where =
      tested.length === 1
        ? `the run of line ${tested[0]?.line}`
        : `the ${tested.length} runs of lines ${tested
            .slice(0, 5)
            .map(({ line }) => line)
            .join(', ')}`;
    return [
      {
        code: 'tested-old-build',
        message: `"${failed.quote}", and the tests went on: ${where} tested the build that was there before, whatever the results are (${until})`,
        weight: 'doubt' as const,
        evidence: evidenceOf([failed, ...tested.map((run) => run.command ?? run.counts ?? run)]),
      },
    ];
  });
}
