import type { Approval } from '#domain/approval.ts';
import type { Audit } from '#domain/audit.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { Incident, Silence } from '#domain/incident.ts';
import type { Loop } from '#domain/loop.ts';
import type { Probing } from '#domain/probing.ts';
import type { Shape } from '../envelope.ts';
import { has, isListOf } from '../shapes.ts';

/** The next numbers of records, so that none is given again when the newest record was removed. */
export interface Numbers {
  readonly probing: number;
  readonly incident: number;
  /** Absent in files of before there were inquiries. */
  readonly inquiry?: number | undefined;
  /** Absent in files of before there were loops. */
  readonly loop?: number | undefined;
  readonly approval?: number | undefined;
  readonly audit?: number | undefined;
}

export const firstNumbers: Numbers = { probing: 1, incident: 1, inquiry: 1 };

export const numbersShape: Shape<Numbers> = {
  kind: 'numbers',
  fits: (content): content is Numbers => has(content, 'probing', 'number') && has(content, 'incident', 'number'),
};

export const probingShape: Shape<Probing | null> = {
  kind: 'probing',
  fits: (content): content is Probing =>
    has(content, 'id', 'string') && has(content, 'requestId', 'string') && has(content, 'aim', 'object'),
};

export const incidentShape: Shape<Incident | null> = {
  kind: 'incident',
  fits: (content): content is Incident =>
    has(content, 'id', 'string') && has(content, 'alarm', 'object') && has(content, 'entries', 'object'),
};

export const inquiryShape: Shape<Inquiry | null> = {
  kind: 'inquiry',
  fits: (content): content is Inquiry =>
    has(content, 'id', 'string') && has(content, 'run', 'string') && has(content, 'diagnoses', 'object'),
};

export const loopShape: Shape<Loop | null> = {
  kind: 'loop',
  fits: (content): content is Loop =>
    has(content, 'id', 'string') && has(content, 'rounds', 'object') && has(content, 'suites', 'object'),
};

export const approvalShape: Shape<Approval | null> = {
  kind: 'approval',
  fits: (content): content is Approval =>
    has(content, 'id', 'string') && has(content, 'loop', 'string') && has(content, 'card', 'object'),
};

export const auditShape: Shape<Audit | null> = {
  kind: 'audit',
  fits: (content): content is Audit =>
    has(content, 'id', 'string') && has(content, 'checks', 'object') && has(content, 'fingerprints', 'object'),
};

export const silencesShape: Shape<readonly Silence[]> = {
  kind: 'silences',
  fits: (content): content is readonly Silence[] => isListOf(content, (silence) => has(silence, 'until', 'string')),
};
