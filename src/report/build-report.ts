import type { Line, ReportDocument } from './document.ts';
import { createPen, joined, line } from './pen.ts';
import { entryOf, type ReportRecords } from './records.ts';
import { sections } from './sections/index.ts';
import { observations } from './sections/observations.ts';

/** The report of one run or loop, from its records and nothing else: the same records always make the same report. */
export function buildReport(records: ReportRecords): ReportDocument {
  const pen = createPen(records);
  const written = sections.map(({ title, write }) => ({ title, blocks: write(records, pen) }));
  const cited = { title: 'Observations', blocks: observations(written, records, pen) };
  return { title: titleOf(records), sections: [...written, cited] };
}

function titleOf({ id, loop, runs, environment }: ReportRecords): Line {
  const suites = loop?.suites ?? [entryOf(runs, id)?.run.suite ?? environment];
  return line`${id}: ${joined(suites.map((suite) => line`${suite}`))} on ${environment}`;
}
