import type { Actor } from '#domain/actor.ts';
import type { Approval } from '#domain/approval.ts';
import { OperatorError } from '#domain/operator-error.ts';

export interface ApprovalDecision {
  readonly by: Actor;
  readonly kind: 'approve' | 'refuse';
  readonly reason?: string | undefined;
}

/**
 * The approval after a person decided. Throws `NOT_WAITING` when it was decided before, `EXPIRED` when its time is over,
 * `FOUR_EYES` when who asked agrees to their own wish though somebody else must. Who may approve at all is the gate's.
 */
export function decideApproval(approval: Approval, { by, kind, reason }: ApprovalDecision, now: Date): Approval {
  if (approval.state !== 'waiting') throw notWaiting(approval);
  if (hasExpired(approval, now)) throw expired(approval);
  if (kind === 'approve' && approval.asks === 'four-eyes' && isSame(by, approval.requestedBy)) throw fourEyes(approval);
  const state = kind === 'approve' ? 'approved' : 'refused';
  return { ...approval, state, decidedBy: by, decidedAt: now.toISOString(), reason };
}

export function hasExpired({ expiresAt }: Pick<Approval, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/** Also who asked in Slack and agrees in a terminal, as far as names tell. */
function isSame(one: Actor, other: Actor): boolean {
  return (one.via === other.via && one.id === other.id) || one.name.toLowerCase() === other.name.toLowerCase();
}

function notWaiting({ id, state, decidedBy, reason }: Approval): OperatorError {
  const who = decidedBy === undefined ? '' : ` by ${decidedBy.name}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return new OperatorError({
    code: 'NOT_WAITING',
    message: `${id} was ${state}${who} already${why}`,
    hint: 'An approval is decided once',
  });
}

function expired({ id, expiresAt }: Approval): OperatorError {
  return new OperatorError({
    code: 'EXPIRED',
    message: `${id} expired at ${expiresAt.slice(11, 16)} UTC`,
    hint: 'Start the loop again',
  });
}

function fourEyes({ id, requestedBy }: Approval): OperatorError {
  return new OperatorError({
    code: 'FOUR_EYES',
    message: `${id} was asked for by ${requestedBy.name}: somebody else must agree`,
    hint: 'Ask a colleague who may approve; refusing is open to you',
  });
}
