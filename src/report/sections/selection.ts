import { selectionInWords } from '#domain/run-words.ts';

import type { Block, Line } from '../document.ts';
import { cite, code, heading, line, list, step, table, text, words, type Pen } from '../pen.ts';
import { entryOf, reportedRuns, type ReportRecords, type SuiteRecord } from '../records.ts';
import { testsOf } from './run-numbers.ts';

const columns = ['Tier', 'Suite', 'Command', 'Tests', 'Business impact', 'Owner'];

/** What was chosen, why, and what was left out. */
export function selection(records: ReportRecords, pen: Pen): readonly Block[] {
  const { loop, suites } = records;
  const chosen = loop?.suites ?? [...new Set(reportedRuns(records).map(({ run }) => run.suite))];
  const left = Object.values(suites).filter(({ name }) => !chosen.includes(name));
  return [
    text(why(records)),
    ...table(
      columns,
      chosen.map((name) => suiteRow(name, records, pen)),
    ),
    ...list(parts(records)),
    ...(left.length === 0
      ? [text(line`Nothing that is configured for ${records.environment} was left out.`)]
      : [
          heading(line`Left out`),
          text(line`Configured for ${records.environment} and not chosen; nothing is said of them here:`),
          ...table(
            ['Tier', 'Suite', 'Business impact'],
            left.map((suite) => leftRow(suite, pen)),
          ),
        ]),
  ];
}

function why({ loop, id }: ReportRecords): Line {
  if (loop === undefined) return line`One suite, as it was asked for${cite(id)}`;
  return line`The suites that were asked for, in the order of their priority (the lowest number first)${cite(loop.id)}`;
}

function suiteRow(name: string, records: ReportRecords, pen: Pen): readonly Line[] {
  const suite = entryOf(records.suites, name);
  const run = reportedRuns(records).findLast((each) => each.run.suite === name);
  const tests = run === undefined ? words('not run') : [pen.number({ count: testsOf(run.run) })];
  if (suite === undefined) return [words('not known'), line`${name}`, words('not configured any more'), tests, [], []];
  return [
    [pen.number({ at: `/suites/${step(name)}/priority` }, 'tier')],
    line`${name}`,
    [code(suite.command.join(' '))],
    tests,
    suite.impact === undefined ? words('not stated') : line`${suite.impact}`,
    suite.owner === undefined ? words('nobody') : line`${suite.owner}`,
  ];
}

function leftRow({ name, impact }: SuiteRecord, pen: Pen): readonly Line[] {
  return [
    [pen.number({ at: `/suites/${step(name)}/priority` }, 'tier')],
    line`${name}`,
    impact === undefined ? words('not stated') : line`${impact}`,
  ];
}

/** Runs that asked for a part of their suite. */
function parts(records: ReportRecords): readonly Line[] {
  return reportedRuns(records).flatMap(({ run }) => {
    const { keyword, rerunOf, proves } = run.selection;
    if (selectionInWords(run.selection) === undefined) return [];
    const of = line`Only a part of ${run.suite} was run`;
    if (proves !== undefined)
      return [line`${of}: tests of ${proves.run} against targets that do not work${cite(run.id)}`];
    if (rerunOf !== undefined) return [line`${of}: failed tests of ${rerunOf}${cite(run.id)}`];
    return [line`${of}: those that match ${code(keyword ?? '')}${cite(run.id)}`];
  });
}
