import type { ReportDocument } from './document.ts';
import type { ReportRecords } from './records.ts';

/** What `--format json` prints: every number with its derivation, and the records that it is derived from. */
export interface ReportJson {
  readonly schema: 1;
  readonly document: ReportDocument;
  readonly records: ReportRecords;
}

export function renderJson(document: ReportDocument, records: ReportRecords): string {
  const whole: ReportJson = { schema: 1, document, records };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
