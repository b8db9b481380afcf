import type { Approval } from '#domain/approval.ts';
import type { Audit } from '#domain/audit.ts';
import type { Loop } from '#domain/loop.ts';

/** Records of one kind, each a piece of work that somebody asked for; `N` is what a new one needs. */
export interface RecordStore<T, N> {
  /** `added` is false, and the earlier one returned, when the same request asked before. */
  add(order: N): Promise<{ readonly record: T; readonly added: boolean }>;
  /** Applies a pure change to the stored record, in the order of the calls; rejects with `UNKNOWN_LOOP` and the like. */
  change(id: string, change: (record: T) => T): Promise<T>;
  get(id: string): Promise<T | undefined>;
  /** Newest first; those of one environment where it is named. */
  list(filter: { readonly environment?: string | undefined; readonly limit: number }): Promise<readonly T[]>;
  /** Oldest first. */
  active(): Promise<readonly T[]>;
  /** With a place and not told to the end, active ones included. */
  untold(): Promise<readonly T[]>;
  /** Calls back after the write, with the id. */
  subscribe(listener: (id: string) => void): () => void;
}

export type NewLoop = Pick<
  Loop,
  | 'requestId'
  | 'environment'
  | 'suites'
  | 'mostRounds'
  | 'mostMs'
  | 'deploys'
  | 'keepsBuild'
  | 'requestedBy'
  | 'place'
  | 'queuedAt'
>;

export type NewApproval = Pick<
  Approval,
  'requestId' | 'loop' | 'round' | 'environment' | 'asks' | 'card' | 'requestedBy' | 'place' | 'queuedAt' | 'expiresAt'
>;

export type NewAudit = Pick<Audit, 'requestId' | 'environment' | 'partOf' | 'requestedBy' | 'place' | 'queuedAt'>;

export type LoopStore = RecordStore<Loop, NewLoop> & {
  /** A folder of this machine for the output of its commands; made on first use, removed with the loop. */
  folder(id: string): string;
};
export type ApprovalStore = RecordStore<Approval, NewApproval>;
export type AuditStore = RecordStore<Audit, NewAudit>;

/** All that changing an environment keeps. */
export interface WorkStore {
  readonly loops: LoopStore;
  readonly approvals: ApprovalStore;
  readonly audits: AuditStore;
}

export function newLoop(id: string, order: NewLoop): Loop {
  return { ...order, id, state: 'queued', rounds: [], observations: [] };
}

export function newApproval(id: string, order: NewApproval): Approval {
  return { ...order, id, state: 'waiting' };
}

export function newAudit(id: string, order: NewAudit): Audit {
  return { ...order, id, state: 'queued', checks: [], fingerprints: {}, observations: [] };
}
