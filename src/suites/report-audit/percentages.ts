import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport, ClaimedRatio } from './audited-report.ts';

/** Percentages beside counts that make another percentage. */
export function percentages({ ratios }: AuditedReport): readonly AuditFinding[] {
  return ratios.filter(isWrong).map((ratio) => {
    const { part = 0, whole = 1, percent } = ratio;
    const message = `${percent} % stands beside ${part} of ${whole}: ${part} / ${whole} = ${((part / whole) * 100).toFixed(1)} %`;
    return {
      code: 'percentage-contradicts-counts',
      message,
      weight: 'contradiction' as const,
      evidence: evidenceOf([ratio]),
    };
  });
}

/** Rounded up, down or to the nearest; of those that passed, or of those that did not. */
function isWrong({ part, whole, percent, unit = 1, skipped = 0 }: ClaimedRatio): boolean {
  if (part === undefined || whole === undefined || percent === undefined || whole === 0 || part > whole) return false;
  const share = (part / whole) * 100;
  const ofJudged = (part / Math.max(1, whole - skipped)) * 100;
  return [share, 100 - share, ofJudged].every((right) => Math.abs(right - percent) > unit * 1.000_001);
}
