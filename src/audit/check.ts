import type { AuditCheck, AuditSection } from '#domain/audit.ts';
import type { Observation } from '#domain/observation.ts';

import type { Evidence } from './evidence.ts';

/** What a check rests on; it is numbered when all checks are made. */
export type Seen = Pick<Observation, 'source' | 'fact' | 'value' | 'at' | 'says' | 'raw' | 'subject'>;

/** What a check came to, with what it rests on. */
export interface Judged extends Omit<AuditCheck, 'section' | 'observations'> {
  readonly seen: readonly Seen[];
}

/** One kind of check. Judges what was gathered, looks at nothing else, and never repeats a value. */
export interface Check {
  /** Like its file. */
  readonly name: string;
  readonly section: AuditSection;
  readonly judge: (evidence: Evidence) => readonly Judged[];
}
