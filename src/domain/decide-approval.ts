import type { Actor } from './actor.ts';
import type { Approval } from './approval.ts';
import { clockOf } from './incident-words.ts';
import { OperatorError } from './operator-error.ts';

export interface ApprovalDecision {
  readonly by: Actor;
  readonly kind: 'approve' | 'refuse';
  /** Why it is refused. */
  readonly reason?: string | undefined;
}

/**
 * The approval as a person decided it, once: throws `NOT_WAITING` when it was decided before, `EXPIRED`, `FOUR_EYES` when who
 * asked would approve what somebody else must. To be applied inside `change`, so that two clicks are one decision.
 */
export function decideApproval(approval: Approval, { by, kind, reason }: ApprovalDecision, now: Date): Approval {
  const { id, asks, requestedBy, expiresAt, loop } = approval;
  if (approval.state !== 'waiting' && approval.state !== 'expired') throw taken(approval);
  if (approval.state === 'expired' || hasExpired(approval, now)) {
    throw new OperatorError({
      code: 'EXPIRED',
      message: `${id} expired at ${clockOf(expiresAt)}: nothing was run`,
      hint: `Ask for the loop again, to be shown what would run now; "show ${loop}" says how ${loop} ended`,
    });
  }
  if (asks === 'four-eyes' && kind === 'approve' && isSame(by, requestedBy)) {
    throw new OperatorError({
      code: 'FOUR_EYES',
      message: `${id} needs a second pair of eyes: you asked for ${loop} yourself`,
      hint: `Somebody else who may approve types "approve ${id}"; you can still refuse it`,
    });
  }
  return {
    ...approval,
    state: kind === 'approve' ? 'approved' : 'refused',
    decidedBy: by,
    decidedAt: now.toISOString(),
    reason,
  };
}

export function hasExpired({ expiresAt }: Pick<Approval, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/** Also who asked in Slack and agrees in a terminal, as far as names tell. */
function isSame(one: Actor, other: Actor): boolean {
  return (one.via === other.via && one.id === other.id) || one.name.toLowerCase() === other.name.toLowerCase();
}

function taken({ id, state, decidedBy, decidedAt, reason }: Approval): OperatorError {
  const why = reason === undefined ? '' : `: "${reason}"`;
  const when = decidedAt === undefined ? '' : ` at ${clockOf(decidedAt)}`;
  const message =
    state === 'withdrawn'
      ? `${id} is not asked for any more${why}`
      : `${id} is already ${state} by ${decidedBy?.name ?? 'somebody'}${when}${why}`;
  return new OperatorError({ code: 'NOT_WAITING', message, hint: `"show ${id}" shows what it was about` });
}
