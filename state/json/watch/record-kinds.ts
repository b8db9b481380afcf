import { isApprovalActive, type Approval } from '#domain/approval.ts';
import { isAuditActive, type Audit } from '#domain/audit.ts';
import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { type Incident, isOpen } from '#domain/incident.ts';
import { isLoopActive, type Loop } from '#domain/loop.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import type { Shape } from '../envelope.ts';
import { numberOfRecord } from './record-folders.ts';
import { approvalShape, auditShape, incidentShape, inquiryShape, loopShape, probingShape } from './watch-shapes.ts';

/** How records of one kind are kept. */
export interface RecordKind<T, S> {
  readonly name: 'probing' | 'incident' | 'inquiry' | 'loop' | 'approval' | 'audit';
  readonly place: 'probings' | 'incidents' | 'inquiries' | 'loops' | 'approvals' | 'audits';
  readonly prefix: 'p' | 'i' | 'w' | 'l' | 'y' | 'a';
  readonly shape: Shape<T | null>;
  /** So many that have ended; all others are kept as well. */
  readonly kept: number;
  readonly numberOf: (id: string) => number;
  /** What is needed to find it without reading it. */
  readonly lineOf: (record: T) => S;
  readonly hasEnded: (line: S) => boolean;
}

export type ProbingLine = Pick<Probing, 'requestId' | 'state'> & { readonly isUntold: boolean };

export const probingKind: RecordKind<Probing, ProbingLine> = {
  name: 'probing',
  place: 'probings',
  prefix: 'p',
  shape: probingShape,
  kept: 200,
  numberOf: (id) => numberOfRecord(id, 'p'),
  lineOf: (probing) => ({ requestId: probing.requestId, state: probing.state, isUntold: isUntold(probing) }),
  hasEnded: (line) => !isProbingActive(line),
};

export type IncidentLine = Pick<Incident, 'state' | 'triggeredAt' | 'resolvedAt'> & {
  readonly key: string;
  readonly environment?: string | undefined;
  readonly isUnfinished: boolean;
};

export const incidentKind: RecordKind<Incident, IncidentLine> = {
  name: 'incident',
  place: 'incidents',
  prefix: 'i',
  shape: incidentShape,
  kept: 500,
  numberOf: (id) => numberOfRecord(id, 'i'),
  lineOf: (incident) => ({
    state: incident.state,
    triggeredAt: incident.triggeredAt,
    resolvedAt: incident.resolvedAt,
    key: incident.alarm.key,
    environment: incident.alarm.environment,
    isUnfinished: isOpen(incident) || incident.toldEntries < incident.entries.length,
  }),
  hasEnded: (line) => !isOpen(line),
};

export type InquiryLine = Pick<Inquiry, 'requestId' | 'run' | 'state'> & { readonly isUntold: boolean };

export const inquiryKind: RecordKind<Inquiry, InquiryLine> = {
  name: 'inquiry',
  place: 'inquiries',
  prefix: 'w',
  shape: inquiryShape,
  kept: 200,
  numberOf: (id) => numberOfRecord(id, 'w'),
  lineOf: (inquiry) => {
    const { requestId, run, state } = inquiry;
    return { requestId, run, state, isUntold: isUntold(inquiry) };
  },
  hasEnded: (line) => !isInquiryActive(line),
};

export type WorkLine = Pick<Loop, 'requestId' | 'environment'> & {
  readonly isActive: boolean;
  readonly isUntold: boolean;
};

export const loopKind: RecordKind<Loop, WorkLine> = {
  name: 'loop',
  place: 'loops',
  prefix: 'l',
  shape: loopShape,
  kept: 200,
  numberOf: (id) => numberOfRecord(id, 'l'),
  lineOf: (loop) => workLine(loop, isLoopActive(loop)),
  hasEnded: (line) => !line.isActive,
};

export const approvalKind: RecordKind<Approval, WorkLine> = {
  name: 'approval',
  place: 'approvals',
  prefix: 'y',
  shape: approvalShape,
  kept: 200,
  numberOf: (id) => numberOfRecord(id, 'y'),
  lineOf: (approval) => workLine(approval, isApprovalActive(approval)),
  hasEnded: (line) => !line.isActive,
};

export const auditKind: RecordKind<Audit, WorkLine> = {
  name: 'audit',
  place: 'audits',
  prefix: 'a',
  shape: auditShape,
  kept: 200,
  numberOf: (id) => numberOfRecord(id, 'a'),
  lineOf: (audit) => workLine(audit, isAuditActive(audit)),
  hasEnded: (line) => !line.isActive,
};

function workLine(record: Loop | Approval | Audit, isActive: boolean): WorkLine {
  const { requestId, environment } = record;
  return { requestId, environment, isActive, isUntold: isUntold(record) };
}

/** The kind that an id is of, by its first letter. */
export function kindOfRecord(id: string): { readonly place: RecordKind<never, never>['place'] } | undefined {
  const kinds = [probingKind, incidentKind, inquiryKind, loopKind, approvalKind, auditKind];
  return kinds.find((kind) => !Number.isNaN(kind.numberOf(id)));
}

function isUntold({ place, toldAt }: Pick<Probing, 'place' | 'toldAt'>): boolean {
  return place !== undefined && toldAt === undefined;
}
