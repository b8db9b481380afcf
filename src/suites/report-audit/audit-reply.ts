import { plural } from '#domain/plural.ts';
import type { Line, Reply, Section } from '#domain/reply.ts';

import type { AuditFinding, Weight } from './audit-finding.ts';
import type { ReportAudit } from './audit-text.ts';
import type { ReportSummary } from './report-summary.ts';

export interface AuditShown {
  /** Of the file or the message. */
  readonly name: string;
  /** How many findings are told, and how many lines of each. */
  readonly findings: number;
  readonly evidence: number;
}

const longestMessage = 700;

/** What an audit found, the heaviest first, each with the lines that it rests on. */
export function auditReply({ findings, report }: ReportAudit, { name, ...most }: AuditShown): Reply {
  const shown = findings.slice(0, most.findings);
  const rest = findings.length - shown.length;
  const more: readonly Section[] = rest === 0 ? [] : [{ kind: 'aside', line: [plural(rest, 'further finding')] }];
  return {
    headline: headlineOf(name, findings, report),
    status: findings.some(isContradiction) ? 'failed' : 'note',
    sections: [
      { kind: 'aside', line: [readWords(report)] },
      ...shown.flatMap((finding) => sectionsOf(finding, most.evidence)),
      ...more,
    ],
    actions: [],
    json: { findings, report },
  };
}

export function isContradiction({ weight }: Pick<AuditFinding, 'weight'>): boolean {
  return weight === 'contradiction';
}

function headlineOf(name: string, findings: readonly AuditFinding[], { format, searched }: ReportSummary): string {
  if (format === 'unknown') return `Nothing to audit was found in ${name}: it was read ${searched}`;
  if (findings.length === 0) return `${name}: nothing in it contradicts itself, which does not prove that it is true`;
  const parts = (['contradiction', 'doubt', 'note'] as const).flatMap((weight: Weight) => {
    const count = findings.filter((finding) => finding.weight === weight).length;
    return count === 0 ? [] : [plural(count, weight)];
  });
  return `${name}: ${parts.join(', ')}`;
}

/** What was read, so that a reader sees what was not. */
function readWords({ format, lines, runs }: ReportSummary): string {
  const listed = runs.reduce((sum, run) => sum + run.listed, 0);
  return `Read as ${format}: ${plural(lines, 'line')}, ${plural(runs.length, 'run')}, ${plural(listed, 'listed test')}`;
}

function sectionsOf({ weight, code, message, evidence }: AuditFinding, most: number): readonly Section[] {
  const text = message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1).toWellFormed()}…`;
  const items: readonly Line[] = evidence
    .slice(0, most)
    .map(({ line, quote }) => [`line ${line}: `, { kind: 'code', text: quote }]);
  const said: Section = { kind: 'text', line: [{ kind: 'strong', text: `${weight}: ${code}` }, ` – ${text}`] };
  return items.length === 0 ? [said] : [said, { kind: 'list', items }];
}
