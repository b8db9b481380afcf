import { auditInWords } from '#domain/audit-words.ts';
import { isAuditActive, type Audit } from '#domain/audit.ts';
import type { WorkStore } from '#state/work.ts';

import { followOnOneLine } from './follow-on-one-line.ts';
import type { Screen } from './screen.ts';

/** Shows audits until all have ended or `signal` was aborted, and resolves to them in the order of `ids`. */
export function followAudits(
  ids: readonly string[],
  { store, screen }: { readonly store: { readonly work: Pick<WorkStore, 'audits'> }; readonly screen: Screen },
  signal: AbortSignal,
): Promise<readonly Audit[]> {
  const records = store.work.audits;
  return followOnOneLine(ids, { records, isActive: isAuditActive, inWords: auditInWords, screen }, signal);
}
