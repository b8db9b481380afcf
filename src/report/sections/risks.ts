import { isOpen } from '#domain/incident.ts';

import type { Block, Line } from '../document.ts';
import { cite, claims, heading, line, step, text, unknown, type Pen, orWords } from '../pen.ts';
import { entryOf, lastRuns, type ReportRecords } from '../records.ts';
import { checkLine } from './audit.ts';
import { stillOpen } from './before-change.ts';
import { redShare, redTests, testsOf } from './run-numbers.ts';

const shownChecks = 10;

/** What is known to be wrong, in the order of tiers, and what is not known. Nobody's guess of how bad it is. */
export function risks(records: ReportRecords, pen: Pen): readonly Block[] {
  const known = [...redLines(records, pen), ...downLines(records), ...auditLines(records), ...incidentLines(records)];
  const open = openLines(records, pen);
  return [
    heading(line`Seen`),
    ...(known.length === 0 ? [text(line`Nothing that was looked at is wrong.`)] : claims(known)),
    heading(line`Not known`),
    ...(open.length === 0 ? [text(line`Everything that was asked was answered.`)] : claims(open)),
  ];
}

function redLines(records: ReportRecords, pen: Pen): readonly Line[] {
  const byTier = lastRuns(records).toSorted(
    (one, other) => tierOf(one.run.suite, records) - tierOf(other.run.suite, records),
  );
  return byTier.flatMap((record) => {
    const { run, tests } = record;
    const tier = Object.hasOwn(records.suites, run.suite)
      ? line` (${pen.number({ at: `/suites/${step(run.suite)}/priority` }, 'tier')})`
      : [];
    const flaky = tests.some(({ outcome }) => outcome === 'flaky')
      ? [
          line`${run.suite}${tier}: ${pen.number({ count: testsOf(run, 'flaky') })} tests passed only after they had failed${cite(run.id)}`,
        ]
      : [];
    if (redTests(record).length > 0) {
      return [line`${run.suite}${tier}: ${redShare(record, pen)}${cite(run.id)}`, ...flaky];
    }
    return run.state === 'passed' ? flaky : [line`${run.suite}${tier}: ${run.state}${cite(run.id)}`, ...flaky];
  });
}

function tierOf(suite: string, { suites }: ReportRecords): number {
  return entryOf(suites, suite)?.priority ?? Number.POSITIVE_INFINITY;
}

/** Of the newest probing. */
function downLines({ probings }: ReportRecords): readonly Line[] {
  const newest = Object.values(probings).at(-1);
  const down = newest?.results.filter(({ standing }) => standing === 'down') ?? [];
  return down.map(
    ({ id, endpoint, brokeAt, problem }) =>
      line`${endpoint} is down at ${orWords(brokeAt, 'no rung')}${problem === undefined ? [] : line`: ${problem.message}`}${cite(id)}`,
  );
}

function auditLines(records: ReportRecords): readonly Line[] {
  const newest = Object.values(records.audits).at(-1);
  if (newest === undefined) return [];
  const failed = stillOpen(newest, records).filter(({ result }) => result === 'failed');
  return failed.slice(0, shownChecks).map((check) => checkLine(check, newest.id));
}

function incidentLines({ incidents }: ReportRecords): readonly Line[] {
  return Object.values(incidents)
    .filter(isOpen)
    .map(({ id, alarm }) => line`Incident ${id} is open: ${alarm.kind}, ${alarm.evidence[0] ?? alarm.key}${cite(id)}`);
}

function openLines(records: ReportRecords, pen: Pen): readonly Line[] {
  const unproven = lastRuns(records).filter(({ run }) => run.state === 'passed' && run.verdict !== 'proven');
  const whys = Object.values(records.inquiries).flatMap(({ id, diagnoses }) =>
    diagnoses.flatMap(({ symptom, whys: chain }) => {
      const link = chain.find(({ standing }) => standing === 'not established');
      return link === undefined
        ? []
        : [
            line`${symptom.title}. ${link.question} ${unknown('would need')} ${orWords(link.needs, 'more observations')}${cite(id)}`,
          ];
    }),
  );
  const unmeasured = Object.values(records.probings).flatMap(({ results }) =>
    results
      .filter(({ standing }) => standing === 'unknown')
      .map(({ id, endpoint }) => line`How ${endpoint} stands: ${unknown('it could not be measured')}${cite(id)}`),
  );
  const unmade = Object.values(records.audits).flatMap(({ id, checks }) =>
    checks
      .filter(({ result }) => result === 'unknown')
      .slice(0, shownChecks)
      .map((check) => checkLine(check, id)),
  );
  const passes = unproven.map(
    ({ run }) =>
      line`Whether the ${pen.number({ count: testsOf(run, 'passed') })} passes of ${run.suite} show anything: ${unknown('the run is')} ${orWords(run.verdict, 'unproven')}${run.verdictReason === undefined ? [] : line`. ${run.verdictReason}`}${cite(run.id)}`,
  );
  return [...passes, ...whys, ...unmeasured, ...unmade];
}
