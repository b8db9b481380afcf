import { plural } from '#domain/plural.ts';

import { evidenceOf, type AuditFinding, type AuditKnowledge } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';

/** Fewer tests than the last comparable run of the suite had, or many more skipped ones. */
export function baseline({ runs }: AuditedReport, { before }: AuditKnowledge): readonly AuditFinding[] {
  const [run] = runs;
  if (before === undefined || run === undefined || run.isCut) return [];
  const evidence = evidenceOf([run]);
  const ran = run.tests.length;
  const skipped = run.tests.filter(({ outcome }) => outcome === 'skipped').length;
  const findings: AuditFinding[] = [];
  if (ran < before.tests) {
    const message = `${plural(ran, 'test')} reported a result; the run before, ${before.id}, had ${before.tests}: ${before.tests - ran} fewer`;
    findings.push({ code: 'fewer-tests-than-before', message, weight: 'doubt', evidence });
  }
  const more = skipped - before.skipped;
  if (more >= 3 && more >= ran * 0.1) {
    const message = `${skipped} of ${plural(ran, 'test')} were skipped; in the run before, ${before.id}, it was ${before.skipped} of ${before.tests}`;
    findings.push({ code: 'more-skipped-than-before', message, weight: 'doubt', evidence });
  }
  return findings;
}
