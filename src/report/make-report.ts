import { buildReport } from './build-report.ts';
import type { ReportDocument } from './document.ts';
import { gatherRecords, type RecordSources } from './gather-records.ts';
import type { ReportRecords } from './records.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderJson } from './report-json.ts';

export const reportFormats = ['md', 'html', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface MadeReport {
  readonly document: ReportDocument;
  readonly records: ReportRecords;
}

/** The report of a run (`r12`) or a loop (`l1`), from what is stored now. Rejects with `UNKNOWN_RUN`, `UNKNOWN_LOOP`. */
export async function makeReport(id: string, sources: RecordSources): Promise<MadeReport> {
  const records = await gatherRecords(id, sources);
  return { document: buildReport(records), records };
}

export function renderReport({ document, records }: MadeReport, format: ReportFormat): string {
  switch (format) {
    case 'md':
      return renderMarkdown(document);
    case 'html':
      return renderHtml(document);
    case 'json':
      return renderJson(document, records);
  }
}
