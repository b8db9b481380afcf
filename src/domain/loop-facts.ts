import type { Approval } from './approval.ts';
import type { Audit } from './audit.ts';
import type { Probing } from './probing.ts';
import type { Run } from './run.ts';

/** What of a run its loop tells. */
export type LoopRun = Pick<
  Run,
  'id' | 'suite' | 'state' | 'verdict' | 'verdictReason' | 'counts' | 'expected' | 'startedAt' | 'endedAt'
>;
export type LoopProbing = Pick<Probing, 'id' | 'state' | 'counts' | 'aim'>;
export type LoopAudit = Pick<Audit, 'id' | 'state' | 'score' | 'problem'>;

/** What telling a loop needs besides the loop itself; what is missing is left out of the telling. */
export interface LoopFacts {
  readonly now: Date;
  readonly runs: ReadonlyMap<string, LoopRun>;
  readonly probings: ReadonlyMap<string, LoopProbing>;
  readonly audits: ReadonlyMap<string, LoopAudit>;
  /** The one that it waits for. */
  readonly approval?: Approval | undefined;
  /** Where that one is shown. */
  readonly approvalLink?: string | undefined;
}
