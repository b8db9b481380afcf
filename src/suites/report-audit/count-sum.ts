import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';

/** `tests 10` against `pass 8`, `fail 0`, `skipped 1`, `todo 1` below it. */
export function countSum({ runs }: AuditedReport): readonly AuditFinding[] {
  return runs.flatMap(({ total, counts }) => {
    if (total === undefined || counts === undefined) return [];
    const { passed = 0, failed = 0, skipped = 0, xfailed = 0 } = counts.value;
    const sum = passed + failed + skipped + xfailed;
    if (sum === total.value) return [];
    const message = `${total.value} tests are counted in all, and ${passed} passed + ${failed} failed + ${skipped} skipped + ${xfailed} todo = ${sum}`;
    return [
      {
        code: 'counts-do-not-add-up',
        message,
        weight: 'contradiction' as const,
        evidence: evidenceOf([total, counts]),
      },
    ];
  });
}
