import { OperatorError } from '#domain/operator-error.ts';
import { cleanText } from '#domain/strip-controls.ts';

import type { AuditFinding, AuditKnowledge } from './audit-finding.ts';
import { auditReport } from './audit-report.ts';
import { sourceOf, type Source } from './audited-report.ts';
import { linesOf } from './markdown-lines.ts';
import { readAnyReport } from './read-any-report.ts';
import { summaryOf, type ReportSummary } from './report-summary.ts';

/** The largest report that is read, in bytes. */
export const maxReportBytes = 20 * 1024 * 1024;

const longestLine = 4_096;

export interface ReportAudit {
  readonly findings: readonly AuditFinding[];
  readonly report: ReportSummary;
}

/** Audits a report that somebody sent. All text of the outcome is without controls, redacted and bounded. */
export async function auditText(
  bytes: Uint8Array,
  redact: (text: string) => string,
  knowledge: AuditKnowledge = {},
): Promise<ReportAudit> {
  if (bytes.byteLength > maxReportBytes) throw tooLarge(bytes.byteLength);
  const text = redact(cleanText(decode(bytes)));
  const report = await readAnyReport(text);
  const findings = auditReport(report, knowledge);
  // A JUnit file may be one line.
  return { findings: report.format === 'junit' ? findings : quoted(findings, text), report: summaryOf(report) };
}

/** With each line as it stands in the text. */
function quoted(findings: readonly AuditFinding[], text: string): readonly AuditFinding[] {
  const wanted = new Set(findings.flatMap(({ evidence }) => evidence.map(({ line }) => line)));
  const lines = new Map<number, Source>();
  let line = 0;
  for (const whole of wanted.size === 0 ? [] : linesOf(text)) {
    line += 1;
    if (wanted.has(line)) lines.set(line, sourceOf(line, whole.slice(0, longestLine)));
  }
  return findings.map((finding) => ({
    ...finding,
    evidence: finding.evidence.map((source) => lines.get(source.line) ?? source),
  }));
}

export function tooLarge(bytes: number): OperatorError {
  return new OperatorError({
    code: 'REPORT_TOO_LARGE',
    message: `The report has ${(bytes / 1024 / 1024).toFixed(1)} MiB, more than ${maxReportBytes / 1024 / 1024} MiB`,
    hint: 'Cut it to the part that tells of the tests',
  });
}

/** As its byte order mark says, else as UTF-8; what does not fit is replaced. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
