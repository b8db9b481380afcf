import type { Block } from '../document.ts';
import type { Pen } from '../pen.ts';
import type { ReportRecords } from '../records.ts';
import { arithmetic } from './arithmetic.ts';
import { configurationAudit } from './audit.ts';
import { beforeAndAfter } from './before-after.ts';
import { businessImpact } from './business-impact.ts';
import { connectivity } from './connectivity.ts';
import { execution } from './execution.ts';
import { failures } from './failures.ts';
import { nextActions } from './next-actions.ts';
import { remaining } from './remaining.ts';
import { result } from './result.ts';
import { risks } from './risks.ts';
import { selection } from './selection.ts';
import { stability } from './stability.ts';
import { fiveWhys } from './whys.ts';

export interface SectionKind {
  readonly title: string;
  readonly write: (records: ReportRecords, pen: Pen) => readonly Block[];
}

/** Every section of a report, in its order. A new one is a file here and a line. */
export const sections: readonly SectionKind[] = [
  { title: 'Result', write: result },
  { title: 'Selection, and why', write: selection },
  { title: 'Execution', write: execution },
  { title: 'Failures', write: failures },
  { title: 'Five whys', write: fiveWhys },
  { title: 'Connectivity', write: connectivity },
  { title: 'Configuration', write: configurationAudit },
  { title: 'Stability', write: stability },
  { title: 'Business impact', write: businessImpact },
  { title: 'Before and after', write: beforeAndAfter },
  { title: 'Risks', write: risks },
  { title: 'What remains', write: remaining },
  { title: 'Next actions', write: nextActions },
  { title: 'Arithmetic', write: arithmetic },
];
