import type { LoopRound } from '#domain/loop.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';

import type { Block, Line } from '../document.ts';
import {
  cite,
  claims,
  code,
  heading,
  joined,
  line,
  list,
  output,
  step,
  table,
  text,
  words,
  type Pen,
  orWords,
} from '../pen.ts';
import { entryOf, reportedRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { countsLine, hasEnded, sumOf, testsOf, wallOf } from './run-numbers.ts';

const shownTests = 200;
const shownFindings = 20;

/** Every command with its duration and its counts, in the order of time. */
export function execution(records: ReportRecords, pen: Pen): readonly Block[] {
  const { loop } = records;
  if (loop === undefined) return reportedRuns(records).flatMap((record) => runBlocks(record, records, pen));
  if (loop.rounds.length === 0) return [text(line`No round was begun${cite(loop.id)}`)];
  return loop.rounds.flatMap((round, index) => roundBlocks(round, { index, records, pen }));
}

interface Round {
  readonly index: number;
  readonly records: ReportRecords;
  readonly pen: Pen;
}

function roundBlocks(round: LoopRound, { index, records, pen }: Round): readonly Block[] {
  const at = `/loop/rounds/${index}`;
  const runs = round.runs.flatMap((id) => reportedRuns(records).filter(({ run }) => run.id === id));
  return [
    heading(line`Round ${pen.number({ at: `${at}/number` })}, begun ${pen.time(`${at}/startedAt`)}`),
    ...changeBlocks(round, { index, records, pen }),
    ...table(
      ['Step', 'State', 'Took', 'What was seen'],
      round.steps.map((_, place) => stepRow(round, place, { index, records, pen })),
    ),
    ...(round.decision === undefined
      ? []
      : claims([line`Decision: ${round.decision.kind}. ${round.decision.says}${cite(records.loop?.id ?? '')}`])),
    ...runs.flatMap((record) => runBlocks(record, records, pen)),
  ];
}

function stepRow({ steps }: LoopRound, place: number, { index, records, pen }: Round): readonly Line[] {
  const at = `/loop/rounds/${index}/steps/${place}`;
  const each = steps[place];
  if (each === undefined) return [];
  const took =
    each.endedAt === undefined
      ? words('not ended')
      : [pen.number({ from: `${at}/startedAt`, to: `${at}/endedAt` }, 'duration')];
  const id = records.loop?.id ?? '';
  const cited = each.observations.length === 0 ? cite(id) : cite(...each.observations.map((of) => `${id}.${of}`));
  return [line`${each.step}`, line`${each.state}`, took, line`${each.says}${cited}`];
}

function changeBlocks(
  { change, versionsBefore, versionsAfter, intended }: LoopRound,
  { index, records, pen }: Round,
): readonly Block[] {
  const at = `/loop/rounds/${index}/change`;
  const id = records.loop?.id ?? '';
  const services = [...new Set([...Object.keys(versionsBefore), ...Object.keys(versionsAfter)])];
  const versions = services.map(
    (service) =>
      line`${service}: ${orWords(versionsBefore[service], 'not known')} before, ${orWords(versionsAfter[service], 'not known')} after${cite(id)}`,
  );
  const meant =
    intended === undefined
      ? [line`No intended version is known${cite(id)}`]
      : [line`Intended version: ${intended}${cite(id)}`];
  if (change === undefined) return [text(line`Nothing was deployed in this round.`), ...list([...versions, ...meant])];
  const took =
    change.endedAt === undefined
      ? line`, not ended`
      : line`, ${pen.number({ from: `${at}/startedAt`, to: `${at}/endedAt` }, 'duration')}`;
  const exit = change.exitCode === undefined ? [] : line`, exit code ${pen.number({ at: `${at}/exitCode` })}`;
  const approved = change.approval === undefined ? [] : cite(change.approval);
  return [
    text(line`Command (${change.name}): ${code(change.command.join(' '))}`),
    ...list([line`${change.name}: ${change.state}${exit}${took}${cite(id)}${approved}`, ...versions, ...meant]),
    ...(change.state === 'passed' || change.tail.length === 0 ? [] : [output(change.tail)]),
  ];
}

function runBlocks(record: RunRecord, { suites }: ReportRecords, pen: Pen): readonly Block[] {
  const { run, tests } = record;
  const suite = entryOf(suites, run.suite);
  const sorted = redFirst(tests);
  const shown = sorted.slice(0, shownTests);
  return [
    heading(line`${run.suite} (${run.id})`),
    ...list([
      ...(suite === undefined ? [] : [line`Command: ${code(suite.command.join(' '))}`]),
      line`Duration: ${hasEnded(record) ? [pen.number(wallOf(run), 'duration')] : words('not ended')}, durations of its tests added up ${pen.number(sumOf(run), 'duration')}`,
      line`Results: ${countsLine(record, pen)}${cite(run.id)}`,
      line`Verdict: ${orWords(run.verdict, 'none')}${run.verdictReason === undefined ? [] : line`. ${run.verdictReason}`}${cite(run.id)}`,
      ...versionLines(record),
    ]),
    ...claims(
      run.findings
        .slice(0, shownFindings)
        .map(({ code: name, message }) => line`${code(name)}: ${message}${cite(run.id)}`),
    ),
    ...table(
      ['Test', 'Outcome', 'Took'],
      shown.map((test) => testRow(test, record, pen)),
    ),
    ...(sorted.length > shown.length
      ? [
          text(
            line`These are the red ones and the first of the others; all ${pen.number({ count: testsOf(run) })} are in the JSON of this report.`,
          ),
        ]
      : []),
  ];
}

function versionLines({ run }: RunRecord): readonly Line[] {
  const versions = Object.entries(run.versions);
  if (versions.length === 0) return [line`Versions before the start: not known${cite(run.id)}`];
  return [
    line`Versions before the start: ${joined(versions.map(([service, version]) => line`${service} ${version}`))}${cite(run.id)}`,
  ];
}

function testRow(test: TestResult, { run, tests }: RunRecord, pen: Pen): readonly Line[] {
  const at = `/runs/${step(run.id)}/tests/${tests.indexOf(test)}`;
  const attempts = test.attempts > 1 ? line`, ${pen.number({ at: `${at}/attempts` })} attempts` : [];
  return [[code(test.id)], line`${test.outcome}${attempts}`, [pen.number({ at: `${at}/durationMs` }, 'seconds')]];
}

function redFirst(tests: readonly TestResult[]): readonly TestResult[] {
  return tests.toSorted((one, other) => Number(isRed(other.outcome)) - Number(isRed(one.outcome)));
}
