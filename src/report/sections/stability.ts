import type { LoopStepRecord } from '#domain/loop.ts';

import type { Block, Line } from '../document.ts';
import { cite, claims, line, unknown, type Pen } from '../pen.ts';
import type { ReportRecords } from '../records.ts';
import { checkLine } from './audit.ts';

const steps = new Set<LoopStepRecord['step']>(['version', 'stability']);
const sections = new Set(['stability', 'versions']);

/** Whether what was tested was the intended version and stayed up. */
export function stability(records: ReportRecords, pen: Pen): readonly Block[] {
  const lines = [...stepLines(records, pen), ...auditLines(records), ...incidentLines(records)];
  if (lines.length > 0) return claims(lines);
  return claims([line`Whether the services stayed up: ${unknown('no step of a loop and no audit looked at it')}`]);
}

function stepLines({ loop }: ReportRecords, pen: Pen): readonly Line[] {
  if (loop === undefined) return [];
  return loop.rounds.flatMap((round, index) =>
    round.steps
      .filter(({ step }) => steps.has(step))
      .map(({ step, state, says, observations }) => {
        const cited = observations.length === 0 ? cite(loop.id) : cite(...observations.map((id) => `${loop.id}.${id}`));
        return line`Round ${pen.number({ at: `/loop/rounds/${index}/number` })}, ${step}: ${state}. ${says}${cited}`;
      }),
  );
}

function auditLines({ audits }: ReportRecords): readonly Line[] {
  return Object.values(audits).flatMap(({ id, checks }) =>
    checks.filter(({ section }) => sections.has(section)).map((check) => checkLine(check, id)),
  );
}

function incidentLines({ incidents }: ReportRecords): readonly Line[] {
  return Object.values(incidents).map(({ id, alarm, state }) => {
    const [evidence] = alarm.evidence;
    return line`Incident ${id} (${alarm.kind}) is ${state}${evidence === undefined ? [] : line`: ${evidence}`}${cite(id)}`;
  });
}
