import type { Actor, Place } from './actor.ts';

const approvalStates = ['waiting', 'approved', 'refused', 'expired', 'withdrawn'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** What a person is asked to agree to; an approval is good for exactly this, once. */
export interface ApprovalCard {
  /** `deploy`, or the name of a repair. */
  readonly name: string;
  /** argv, redacted. */
  readonly command: readonly string[];
  /** The folder that it runs in, as configured; absent: the folder of `e2e.yaml`. */
  readonly cwd?: string | undefined;
  /** Service → version that runs now. */
  readonly versionsFrom: Readonly<Record<string, string>>;
  readonly versionTo?: string | undefined;
  /** What changed since the last green run, a sentence each. */
  readonly changes: readonly string[];
  /** Open incidents of the environment, a sentence each. */
  readonly incidents: readonly string[];
  /** SHA-256 of what will be run, unredacted, and on what: compared again when the approval is used. */
  readonly digest: string;
}

export interface Approval {
  /** `y1`, `y2`, … */
  readonly id: string;
  readonly requestId: string;
  readonly loop: string;
  readonly round: number;
  readonly environment: string;
  /** `four-eyes`: somebody else than who asked must agree. */
  readonly asks: 'required' | 'four-eyes';
  readonly card: ApprovalCard;
  readonly state: ApprovalState;
  readonly requestedBy: Actor;
  readonly place?: Place | undefined;
  readonly queuedAt: string;
  readonly expiresAt: string;
  readonly decidedBy?: Actor | undefined;
  readonly decidedAt?: string | undefined;
  /** Why it was refused. */
  readonly reason?: string | undefined;
  readonly toldAt?: string | undefined;
}

export function isApprovalActive(approval: Pick<Approval, 'state'>): boolean {
  return approval.state === 'waiting';
}
