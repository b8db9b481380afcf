import { type Incident, isOpen } from '#domain/incident.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';
import type { Shape } from '../envelope.ts';
import { numberOfRecord } from './record-folders.ts';
import { incidentShape, probingShape } from './watch-shapes.ts';

/** How records of one kind are kept. */
export interface RecordKind<T, S> {
  readonly name: 'probing' | 'incident';
  readonly place: 'probings' | 'incidents';
  readonly prefix: 'p' | 'i';
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

function isUntold({ place, toldAt }: Probing): boolean {
  return place !== undefined && toldAt === undefined;
}
