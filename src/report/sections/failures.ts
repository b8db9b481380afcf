import { areAlike } from '#domain/alike.ts';
import { mostTellingLine } from '#domain/most-telling-line.ts';
import type { TestResult } from '#domain/test-result.ts';

import type { Block, Line } from '../document.ts';
import { cite, claims, code, heading, line, quote, step, text, unknown, type Pen } from '../pen.ts';
import { reportedRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { redOf, redTests, testsOf } from './run-numbers.ts';

const shownGroups = 20;
const shownTests = 10;

/** What failed in each run, alike failures together, in the runner's own words. */
export function failures(records: ReportRecords, pen: Pen): readonly Block[] {
  const red = reportedRuns(records).filter((record) => redTests(record).length > 0);
  const without = reportedRuns(records).filter(
    (record) => redTests(record).length === 0 && record.run.state !== 'passed',
  );
  const blocks = [
    ...red.flatMap((record) => runBlocks(record, pen)),
    ...claims(
      without.map(({ run }) => line`${run.suite}: ${run.state}, though no test has a red result${cite(run.id)}`),
    ),
  ];
  if (blocks.length > 0) return blocks;
  return reportedRuns(records).length === 0
    ? claims([line`Which tests fail: ${unknown('no suite was run')}`])
    : [text(line`No test of the runs above is red.`)];
}

function runBlocks(record: RunRecord, pen: Pen): readonly Block[] {
  const { run } = record;
  const groups = groupAlike(redTests(record));
  const more =
    groups.length > shownGroups ? [text(line`Further kinds of failure are in the JSON of this report.`)] : [];
  return [
    heading(
      line`${run.suite} (${run.id}): ${pen.number({ count: redOf(run) })} of ${pen.number({ count: testsOf(run) })} red`,
    ),
    ...claims(groups.slice(0, shownGroups).map((group) => groupLine(group, record, pen))),
    ...more,
  ];
}

interface Group {
  /** The line that says most, of the first. */
  readonly said: string;
  readonly tests: readonly TestResult[];
}

function groupLine({ said, tests }: Group, { run, tests: all }: RunRecord, pen: Pen): Line {
  const shown = tests.slice(0, shownTests).map((test, place): Line => {
    const at = `/runs/${step(run.id)}/tests/${all.indexOf(test)}/durationMs`;
    return line`${place === 0 ? [] : line`, `}${code(test.id)} after ${pen.number({ at }, 'seconds')}`;
  });
  const more = tests.length > shownTests ? line`, and more` : [];
  const words = said === 'no message' ? line`No message` : [quote(said)];
  return line`${words}: ${shown.flat()}${more}${cite(run.id)}`;
}

function groupAlike(tests: readonly TestResult[]): readonly Group[] {
  const groups: { said: string; tests: TestResult[] }[] = [];
  for (const test of tests) {
    const said = mostTellingLine(test.failure);
    const known = groups.find((group) => areAlike(group.said, said));
    if (known === undefined) groups.push({ said, tests: [test] });
    else known.tests.push(test);
  }
  return groups.toSorted((one, other) => other.tests.length - one.tests.length);
}
