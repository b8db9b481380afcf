import type { Audit, AuditCheck } from '#domain/audit.ts';

import type { Members } from '../derivation.ts';
import type { Block, Line } from '../document.ts';
import { cite, claims, code, heading, line, step, text, unknown, type Pen } from '../pen.ts';
import type { ReportRecords } from '../records.ts';
import { changeAfter } from './before-change.ts';

const shownChecks = 60;

/** Configuration: what was looked at, what did not pass, and what could not be looked at. A score only with its arithmetic. */
export function configurationAudit(records: ReportRecords, pen: Pen): readonly Block[] {
  const audits = Object.values(records.audits);
  if (audits.length === 0)
    return claims([
      line`Whether the configuration is right: ${unknown('no audit belongs to this; "audit" makes one')}`,
    ]);
  return audits.flatMap((audit) => auditBlocks(audit, { pen, before: changeAfter(audit, records) }));
}

function auditBlocks(
  audit: Audit,
  { pen, before }: { readonly pen: Pen; readonly before: string | undefined },
): readonly Block[] {
  const { id, checks, problem } = audit;
  const at = `/audits/${step(id)}`;
  const of = (result: AuditCheck['result']): Members => ({
    list: `${at}/checks`,
    where: [{ at: '/result', in: [result] }],
  });
  const other = checks.filter(({ result }) => result !== 'passed');
  return [
    heading(line`${id}, made ${pen.time(`${at}/startedAt`)}${before === undefined ? [] : line`, before ${before}`}`),
    ...claims([
      line`${pen.number({ count: of('passed') })} of ${pen.number({ count: { list: `${at}/checks` } })} checks passed; failed: ${pen.number({ count: of('failed') })}, doubtful: ${pen.number({ count: of('doubtful') })}, not made: ${pen.number({ count: of('unknown') })}${cite(id)}`,
      ...scoreLine(audit, pen),
    ]),
    ...claims(other.slice(0, shownChecks).map((check) => checkLine(check, id))),
    ...(other.length > shownChecks ? [text(line`Further checks are in the JSON of this report.`)] : []),
    ...(problem === undefined ? [] : claims([line`${problem}${cite(id)}`])),
  ];
}

function scoreLine({ id, score }: Audit, pen: Pen): readonly Line[] {
  if (score === undefined) return [];
  const at = `/audits/${step(id)}/score`;
  const [passed, looked] = [{ at: `${at}/passed` }, { at: `${at}/looked` }];
  if (score.looked === 0) return [line`No score: no check could be made${cite(id)}`];
  return [
    line`Score: ${pen.number(passed)} of ${pen.number(looked)} points (${pen.number({ share: [passed, looked] }, 'percent')}); not made and not counted: ${pen.number({ at: `${at}/unknown` })}${cite(id)}`,
  ];
}

export function checkLine({ id, result, says, remedy, observations }: AuditCheck, audit: string): Line {
  const cited = observations.length === 0 ? cite(audit) : cite(...observations.map((each) => `${audit}.${each}`));
  const what = result === 'unknown' ? line`not established: ` : line`${result}: `;
  return line`${code(id)} ${what}${says}${remedy === undefined ? [] : line`. ${remedy}`}${cited}`;
}
