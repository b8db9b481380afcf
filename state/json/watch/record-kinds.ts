import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { type Incident, isOpen } from '#domain/incident.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import type { Shape } from '../envelope.ts';
import { numberOfRecord } from './record-folders.ts';
import { incidentShape, inquiryShape, probingShape } from './watch-shapes.ts';

/** How records of one kind are kept. */
export interface RecordKind<T, S> {
  readonly name: 'probing' | 'incident' | 'inquiry';
  readonly place: 'probings' | 'incidents' | 'inquiries';
  readonly prefix: 'p' | 'i' | 'w';
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

function isUntold({ place, toldAt }: Pick<Probing | Inquiry, 'place' | 'toldAt'>): boolean {
  return place !== undefined && toldAt === undefined;
}
