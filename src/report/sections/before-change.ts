import type { Audit, AuditCheck } from '#domain/audit.ts';

import type { ReportRecords } from '../records.ts';

/** The change that an audit of a loop was made before, where that change worked; undefined: nothing was changed after it. */
export function changeAfter({ id }: Pick<Audit, 'id'>, { loop }: ReportRecords): string | undefined {
  const change = loop?.rounds.find((round) => round.audit === id)?.change;
  return change?.state === 'passed' ? change.name : undefined;
}

/** Checks that a later change cannot have answered: which version ran before a deploy says nothing of what was tested. */
export function stillOpen(audit: Pick<Audit, 'id' | 'checks'>, records: ReportRecords): readonly AuditCheck[] {
  if (changeAfter(audit, records) === undefined) return audit.checks;
  return audit.checks.filter(({ section }) => section !== 'versions');
}
