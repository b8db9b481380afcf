import type { CommandContext } from '#chat/command.ts';
import { auditDetails, auditObservation } from '#domain/audit-report.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Reply } from '#domain/reply.ts';

/** `a1` or `a1.o3`. */
const named = /^(a\d{1,12})(?:\.(o\d{1,4}))?$/u;

export function isAuditWord(word: string): boolean {
  return named.test(word);
}

/** Every check with what it rests on; or one observation with what was seen. */
export async function showAudit(word: string, { store, now }: CommandContext): Promise<Reply> {
  const [, id = '', observation] = named.exec(word) ?? [];
  const audit = await store.work.audits.get(id);
  if (audit !== undefined) {
    return observation === undefined ? auditDetails(audit, now()) : auditObservation(audit, observation, now());
  }
  const newest = await store.work.audits.list({ limit: 3 });
  throw new OperatorError({
    code: 'UNKNOWN_AUDIT',
    message: `No audit named "${id}"`,
    hint:
      newest.length === 0
        ? 'There are none yet; "audit" begins one'
        : `The newest are ${newest.map((each) => `${each.id} (of ${each.environment})`).join(', ')}`,
  });
}
