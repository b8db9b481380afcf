import type { Block, Line } from '../document.ts';
import { cite, claims, line, list, quote, text, unknown, type Pen, orWords } from '../pen.ts';
import { entryOf, lastRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { countsLine, hasEnded, isProven, passedLine, testsOf, wallOf } from './run-numbers.ts';

/** What came out, before all else: never more than the verdicts hold. */
export function result(records: ReportRecords, pen: Pen): readonly Block[] {
  return [
    text(verdictLine(records)),
    ...list(headLines(records, pen)),
    ...claims([...lastRuns(records).map((each) => runLine(each, pen)), ...staleLines(records, pen)]),
  ];
}

function verdictLine(records: ReportRecords): Line {
  const { loop } = records;
  if (loop === undefined) return runVerdict(lastRuns(records)[0]);
  const reason = loop.reason === undefined ? [] : line`: ${loop.reason}`;
  const isGreen = loop.state === 'green' && lastRuns(records).every(isProven);
  if (isGreen) return line`Green${reason}${cite(loop.id)}`;
  return line`Not green (${loop.state})${reason}${cite(loop.id)}`;
}

function runVerdict(record: RunRecord | undefined): Line {
  if (record === undefined) return unknown('its record is not kept');
  const { run } = record;
  const reason = run.verdictReason === undefined ? [] : line`: ${run.verdictReason}`;
  if (isProven(record)) return line`Passed and proven${reason}${cite(run.id)}`;
  if (run.state === 'passed') return line`Passed, but ${orWords(run.verdict, 'unproven')}${reason}${cite(run.id)}`;
  return line`Not green (${run.state})${reason}${cite(run.id)}`;
}

function headLines(records: ReportRecords, pen: Pen): readonly Line[] {
  const { loop, id, environment } = records;
  const base = loop === undefined ? `/runs/${id}/run` : '/loop';
  const subject = loop ?? entryOf(records.runs, id)?.run;
  if (subject === undefined) return [];
  const times: readonly Line[] = [
    ...(subject.startedAt === undefined ? [line`Never started`] : [line`Started: ${pen.time(`${base}/startedAt`)}`]),
    ...(subject.endedAt === undefined ? [line`Not ended`] : [line`Ended: ${pen.time(`${base}/endedAt`)}`]),
    ...(subject.startedAt === undefined || subject.endedAt === undefined
      ? []
      : [line`Took: ${pen.number({ from: `${base}/startedAt`, to: `${base}/endedAt` }, 'duration')}`]),
  ];
  const rounds =
    loop === undefined
      ? []
      : [
          line`Rounds: ${pen.number({ count: { list: '/loop/rounds' } })} of at most ${pen.number({ at: '/loop/mostRounds' })}`,
        ];
  return [line`Environment: ${environment}`, line`Asked for by: ${subject.requestedBy.name}`, ...times, ...rounds];
}

function runLine(record: RunRecord, pen: Pen): Line {
  const { run } = record;
  const took = hasEnded(record) ? line`, in ${pen.number(wallOf(run), 'duration')}` : [];
  const verdict = run.verdict === undefined || run.verdict === run.state ? [] : line`, ${run.verdict}`;
  const expected = missing(record, pen);
  return line`${quote(run.suite)}: ${run.state}${verdict}; ${passedLine(record, pen)}: ${countsLine(record, pen)}${took}${expected}${cite(run.id)}`;
}

/** A test that was announced and has no result was not passed. */
function missing({ run, tests }: RunRecord, pen: Pen): Line {
  if (run.expected === undefined || run.expected <= tests.length) return [];
  const expected = { at: `/runs/${run.id}/run/expected` };
  return line`; ${pen.number({ minus: [expected, { count: testsOf(run) }] })} of ${pen.number(expected)} that the runner announced have no result`;
}

/** What was tested in a round was not what was to be tested: else its results are read as those of the new build. */
function staleLines({ loop }: ReportRecords, pen: Pen): readonly Line[] {
  if (loop === undefined) return [];
  return loop.rounds.flatMap((round, index) => {
    const { change, intended, versionsBefore, versionsAfter, runs } = round;
    if (runs.length === 0 || change === undefined) return [];
    const number = pen.number({ at: `/loop/rounds/${index}/number` });
    const failed =
      change.state === 'passed'
        ? []
        : [line`Round ${number} tested what ran before: ${change.name} ${change.state}${cite(loop.id)}`];
    const stale = Object.entries(versionsAfter).filter(
      ([service, version]) => intended !== undefined && version !== intended && version === versionsBefore[service],
    );
    return [
      ...failed,
      ...stale.map(
        ([service, version]) =>
          line`Round ${number} tested an old build: ${service} ran ${version}, as before the change; intended was ${intended ?? ''}${cite(loop.id)}`,
      ),
    ];
  });
}
