import { gatherImpacts, readMoney, sumOfMoney, type SuiteImpact } from '#domain/impact.ts';

import type { Block, Line } from '../document.ts';
import { cite, claims, joined, line, list, step, text, unknown, words, type Pen, orWords } from '../pen.ts';
import { entryOf, lastRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { isProven, redShare, redTests, testsOf } from './run-numbers.ts';

/** What is at stake where suites are not green, in the words of the configuration, once. */
export function businessImpact(records: ReportRecords, pen: Pen): readonly Block[] {
  const ran = lastRuns(records);
  const open = ran.filter((record) => !isProven(record));
  const suites = open.map(({ run }) => entryOf(records.suites, run.suite));
  const impacts = gatherImpacts(suites.filter((suite) => suite !== undefined));
  const silent = open.filter(({ run }) => entryOf(records.suites, run.suite)?.impact === undefined);
  return [
    ...(ran.length > 0 && open.length === 0
      ? [text(line`No suite that was run is open: all of them passed and were proven.`)]
      : []),
    ...(ran.length === 0 ? claims([line`What is open: ${unknown('no suite was run')}`]) : []),
    ...claims(impacts.map((impact) => impactLine(impact, open, pen))),
    ...claims(
      silent.map((record) => line`Not stated (${record.run.suite}): ${standing(record, pen)}${cite(record.run.id)}`),
    ),
    ...list(sumLines(impacts, pen)),
    ...claims([line`Whether users are affected: ${unknown('it is not measured here')}`]),
  ];
}

/** `$120K+ MRR (critical, owner @backend-oncall): red: 2 of 25 tests`. */
function impactLine({ impact, suites, owners }: SuiteImpact, open: readonly RunRecord[], pen: Pen): Line {
  const runs = open.filter(({ run }) => suites.includes(run.suite));
  const owner =
    owners.length === 0 ? words('nobody owns it') : line`owner ${joined(owners.map((each) => line`${each}`))}`;
  const stands = runs.map(
    (record) => line`${suites.length > 1 ? line`${record.run.suite}: ` : []}${standing(record, pen)}`,
  );
  return line`${impact} (${joined(suites.map((each) => line`${each}`))}; ${owner}): ${joined(stands, '; ')}${cite(...runs.map(({ run }) => run.id))}`;
}

function standing(record: RunRecord, pen: Pen): Line {
  const { run, tests } = record;
  if (redTests(record).length > 0) return redShare(record, pen);
  if (run.state === 'passed')
    return line`all ${pen.number({ count: testsOf(run) })} results are green, but the run is ${orWords(run.verdict, 'unproven')}`;
  return tests.length === 0 ? line`${run.state}, and no test has a result` : line`${run.state}, with no red result`;
}

function sumLines(impacts: readonly SuiteImpact[], pen: Pen): readonly Line[] {
  const sum = sumOfMoney(impacts);
  const amounts = impacts.filter(({ impact }) => readMoney(impact) !== undefined);
  if (sum === undefined)
    return amounts.length < 2 && impacts.length < 2
      ? []
      : amounts.length === 0
        ? []
        : [line`Not added up: they are not all amounts of one currency and period.`];
  const pointers = impacts.map(({ suites: [first = ''] }) => `/suites/${step(first)}/impact`);
  const period = sum.period === '' ? [] : line` ${sum.period}`;
  return [
    line`Together ${sum.currency}${pen.number({ money: pointers }, 'money')}${sum.isAtLeast ? words('+') : []}${period}, if none of them is counted in another`,
  ];
}
