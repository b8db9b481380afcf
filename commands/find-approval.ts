import type { Approval } from '#domain/approval.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

const shown = 5;

export function isApprovalId(word: string): boolean {
  return /^y\d{1,12}$/u.test(word);
}

/** Throws `UNKNOWN_APPROVAL` with those that wait as the way out. */
export async function findApproval(id: string, { work }: Pick<Store, 'work'>): Promise<Approval> {
  const approval = isApprovalId(id) ? await work.approvals.get(id) : undefined;
  if (approval !== undefined) return approval;
  const waiting = (await work.approvals.active()).slice(0, shown);
  const known = waiting.map((each) => `${each.id} (${each.card.name} on ${each.environment})`).join(', ');
  throw new OperatorError({
    code: 'UNKNOWN_APPROVAL',
    message: `No approval named "${id.slice(0, 60)}"`,
    hint: waiting.length === 0 ? 'Nothing waits for approval' : `What waits: ${known}`,
  });
}
