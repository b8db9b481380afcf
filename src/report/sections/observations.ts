import type { Observation } from '#domain/observation.ts';

import { linesOfBlock, type Block, type Line, type Section } from '../document.ts';
import { line, list, step, text, type Pen } from '../pen.ts';
import type { ReportRecords } from '../records.ts';

const shown = 200;

/** Every observation that the sections before cite, in full: nobody has to look it up. */
export function observations(before: readonly Section[], records: ReportRecords, pen: Pen): readonly Block[] {
  const cited = new Set(
    before
      .flatMap(({ blocks }) => blocks.flatMap(linesOfBlock))
      .flatMap((each) => each.flatMap((span) => (span.kind === 'cite' ? [span.id] : []))),
  );
  const lines = sourcesOf(records).flatMap(({ id, at, observations: all }) =>
    all.flatMap((each, place) =>
      cited.has(`${id}.${each.id}`) ? [observationLine(each, { id, at: `${at}/observations/${place}`, pen })] : [],
    ),
  );
  if (lines.length === 0) return [text(line`No observation is cited; citations above name whole records.`)];
  return [
    ...list(lines.slice(0, shown)),
    ...(lines.length > shown ? [text(line`Further observations are in the JSON of this report.`)] : []),
  ];
}

interface Place {
  readonly id: string;
  readonly at: string;
  readonly pen: Pen;
}

function observationLine({ id, says, source, fact }: Observation, { id: record, at, pen }: Place): Line {
  return [{ kind: 'cite', id: `${record}.${id}` }, ...line` ${says} (${source}, ${fact}, ${pen.time(`${at}/at`)})`];
}

interface Source {
  readonly id: string;
  readonly at: string;
  readonly observations: readonly Observation[];
}

function sourcesOf({ loop, inquiries, audits }: ReportRecords): readonly Source[] {
  return [
    ...(loop === undefined ? [] : [{ id: loop.id, at: '/loop', observations: loop.observations }]),
    ...Object.values(inquiries).map((each) => ({
      id: each.id,
      at: `/inquiries/${step(each.id)}`,
      observations: each.observations,
    })),
    ...Object.values(audits).map((each) => ({
      id: each.id,
      at: `/audits/${step(each.id)}`,
      observations: each.observations,
    })),
  ];
}
