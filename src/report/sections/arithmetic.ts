import { totalOf, testOutcomes } from '#domain/test-result.ts';

import type { Derivation } from '../derivation.ts';
import { derive } from '../derivation.ts';
import type { Block, Line } from '../document.ts';
import { cite, claims, line, step, text, type Pen } from '../pen.ts';
import { reportedRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { hasEnded, sumOf, testsOf, wallOf } from './run-numbers.ts';

/** The clocks of tests and of the whole are not read at the same moments. */
const slackMs = 500;
const slackShare = 0.01;

/** Numbers of the records that do not agree with each other. They are shown as they are, and said. */
export function arithmetic(records: ReportRecords, pen: Pen): readonly Block[] {
  const lines = [
    ...reportedRuns(records).flatMap((record) => runLines(record, { records, pen })),
    ...roundLines(records, pen),
    ...scoreLines(records, pen),
  ];
  if (lines.length > 0) return claims(lines);
  return [text(line`Counts, durations and scores of the records above were added up once more, and they agree.`)];
}

interface Desk {
  readonly records: ReportRecords;
  readonly pen: Pen;
}

function runLines(record: RunRecord, { records, pen }: Desk): readonly Line[] {
  const { run, tests } = record;
  const found: Line[] = [];
  const at = `/runs/${step(run.id)}/run`;
  if (hasEnded(record) && isMore(sumOf(run), wallOf(run), records)) {
    found.push(
      line`The durations of the tests of ${run.suite} add up to ${pen.number(sumOf(run), 'duration')}, more than the ${pen.number(wallOf(run), 'duration')} that the run took (by ${pen.number({ minus: [sumOf(run), wallOf(run)] }, 'duration')}): they ran at once, or one of the two is wrong${cite(run.id)}`,
    );
  }
  if (hasEnded(record) && derive(wallOf(run), records) < 0)
    found.push(line`${run.suite} ended before it started${cite(run.id)}`);
  const kept =
    totalOf(run.counts) !== tests.length ||
    testOutcomes.some((each) => run.counts[each] !== tests.filter(({ outcome }) => outcome === each).length);
  if (kept) {
    const counted: Derivation = { total: testOutcomes.map((each) => ({ at: `${at}/counts/${each}` })) };
    found.push(
      line`The record of ${run.suite} counts ${pen.number(counted)} tests (${pen.number({ at: `${at}/counts/passed` })} passed), of which ${pen.number({ count: testsOf(run) })} results are kept (${pen.number({ count: testsOf(run, 'passed') })} passed): all else here is counted from the results${cite(run.id)}`,
    );
  }
  if (run.expected !== undefined && run.expected !== tests.length) {
    found.push(
      line`The runner of ${run.suite} announced ${pen.number({ at: `${at}/expected` })} tests, and ${pen.number({ count: testsOf(run) })} have a result${cite(run.id)}`,
    );
  }
  return found;
}

/** Steps of a round follow each other: together they cannot take longer than the round. */
function roundLines(records: ReportRecords, pen: Pen): readonly Line[] {
  const { loop } = records;
  if (loop === undefined) return [];
  return loop.rounds.flatMap((round, index) => {
    const at = `/loop/rounds/${index}`;
    const whole: Derivation = { from: `${at}/startedAt`, to: `${at}/endedAt` };
    const ended = round.steps.flatMap(({ endedAt }, place) => (endedAt === undefined ? [] : [place]));
    const sum: Derivation = {
      total: ended.map((place) => ({ from: `${at}/steps/${place}/startedAt`, to: `${at}/steps/${place}/endedAt` })),
    };
    if (round.endedAt === undefined || !isMore(sum, whole, records)) return [];
    return [
      line`The steps of round ${pen.number({ at: `${at}/number` })} add up to ${pen.number(sum, 'duration')}, more than the ${pen.number(whole, 'duration')} of the round${cite(loop.id)}`,
    ];
  });
}

function scoreLines(records: ReportRecords, pen: Pen): readonly Line[] {
  return Object.values(records.audits).flatMap(({ id, score }) => {
    if (score === undefined || score.passed <= score.looked) return [];
    const at = `/audits/${step(id)}/score`;
    return [
      line`The score of ${id} has ${pen.number({ at: `${at}/passed` })} points of ${pen.number({ at: `${at}/looked` })}${cite(id)}`,
    ];
  });
}

function isMore(part: Derivation, whole: Derivation, records: ReportRecords): boolean {
  const wholeMs = derive(whole, records);
  return derive(part, records) > wholeMs + slackMs + slackShare * Math.abs(wholeMs);
}
