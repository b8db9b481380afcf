import type { CommandContext } from '#chat/command.ts';
import { approvalInWords, approvalReport } from '#domain/approval-report.ts';
import { decideApproval, type ApprovalDecision } from '#domain/decide-approval.ts';
import { note, type Reply } from '#domain/reply.ts';

import { findApproval } from './find-approval.ts';

/** Decides in one step of the store: of two who click at once one decides, and the other is told who did. */
export async function decideReply(
  id: string,
  decision: Pick<ApprovalDecision, 'kind' | 'reason'>,
  context: CommandContext,
): Promise<Reply> {
  const { store, request, now } = context;
  await findApproval(id, store);
  const made = { ...decision, by: request.actor };
  const decided = await store.work.approvals.change(id, (approval) => decideApproval(approval, made, now()));
  return { ...note(`${decided.id}: ${approvalInWords(decided)}`), json: approvalReport(decided).json };
}
