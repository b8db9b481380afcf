import type { Block, Line } from '../document.ts';
import { cite, claims, code, joined, line, text, words, type Pen } from '../pen.ts';
import { lastRuns, reportedRuns, type ReportRecords } from '../records.ts';
import { redTests, testsOf } from './run-numbers.ts';

const shownTests = 20;

/** What is not done at the end: red tests, tests that were not run, suites that were not run. */
export function remaining(records: ReportRecords, pen: Pen): readonly Block[] {
  const lines = [...redLines(records), ...skippedLines(records, pen), ...unrunLines(records)];
  return lines.length > 0 ? claims(lines) : [text(line`Nothing of what was asked for remains.`)];
}

function redLines(records: ReportRecords): readonly Line[] {
  return lastRuns(records).flatMap((record) => {
    const red = redTests(record);
    if (red.length === 0) return [];
    const names = red.slice(0, shownTests).map(({ id }) => code(id));
    return [
      line`Red in ${record.run.suite}: ${joined(names)}${red.length > shownTests ? words(', and more') : []}${cite(record.run.id)}`,
    ];
  });
}

function skippedLines(records: ReportRecords, pen: Pen): readonly Line[] {
  return lastRuns(records).flatMap(({ run, tests }) =>
    tests.some(({ outcome }) => outcome === 'skipped')
      ? [
          line`${run.suite}: ${pen.number({ count: testsOf(run, 'skipped') })} of ${pen.number({ count: testsOf(run) })} tests were skipped${cite(run.id)}`,
        ]
      : [],
  );
}

/** A loop that stopped early has not run all that was asked for. */
function unrunLines(records: ReportRecords): readonly Line[] {
  const { loop } = records;
  if (loop === undefined) return [];
  const last = new Set(loop.rounds.at(-1)?.runs ?? []);
  const ran = new Set(reportedRuns(records).flatMap(({ run }) => (last.has(run.id) ? [run.suite] : [])));
  return loop.suites
    .filter((suite) => !ran.has(suite))
    .map((suite) => line`${suite} was not run in the last round${cite(loop.id)}`);
}
