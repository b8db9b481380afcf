import { evidenceOf, type AuditFinding } from './audit-finding.ts';
import type { AuditedReport } from './audited-report.ts';

/** Times in several zones, or some with and some without one: they cannot be put in order. */
export function timeZones({ times }: AuditedReport): readonly AuditFinding[] {
  const named = times.filter(({ value }) => value.zone !== undefined);
  const unnamed = times.filter(({ value }) => value.zone === undefined);
  const zones = new Set(named.map(({ value }) => value.offsetMinutes ?? value.zone));
  if (named.length === 0 || (unnamed.length === 0 && zones.size < 2)) return [];
  const mixed =
    zones.size < 2
      ? ''
      : `${zones.size} zones are used (${[...new Set(named.map(({ value }) => value.zone))].slice(0, 5).join(', ')}); `;
  const message = `${mixed}${unnamed.length} of ${times.length} times have no zone`;
  return [
    {
      code: 'time-zone-missing',
      message,
      weight: 'note',
      evidence: evidenceOf([...unnamed.slice(0, 5), ...named.slice(0, 3)]),
    },
  ];
}
