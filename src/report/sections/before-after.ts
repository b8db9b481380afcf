import { compareRounds, compareRuns, sideOfRun } from '#domain/compare-sides.ts';
import type { ComparedSide, Comparison, SuiteComparison, TestChange } from '#domain/comparison.ts';
import { changedProbes } from '#domain/comparison-words.ts';
import type { LoopRound } from '#domain/loop.ts';
import type { TestOutcome } from '#domain/test-result.ts';

import type { Derivation, Members } from '../derivation.ts';
import type { Block, Line } from '../document.ts';
import {
  cite,
  claims,
  code,
  heading,
  joined,
  line,
  list,
  orWords,
  quote,
  table,
  text,
  unknown,
  words,
  type Pen,
} from '../pen.ts';
import { entryOf, lastRuns, type ReportRecords, type RunRecord } from '../records.ts';
import { hasEnded, redOf, testsOf, wallOf } from './run-numbers.ts';

const shownTests = 20;
const told = ['broken', 'new-red', 'still-red', 'newly-flaky', 'fixed', 'no-longer-run', 'not-run', 'removed'] as const;
const titles: Readonly<Record<(typeof told)[number], string>> = {
  broken: 'Broken',
  'new-red': 'Red, and not run before',
  'still-red': 'Still red',
  'newly-flaky': 'Newly flaky',
  fixed: 'Fixed',
  'no-longer-run': 'Skipped now',
  'not-run': 'Not run this time',
  removed: 'Gone',
};

/** The first round against the last, or a run against the last green one. */
export function beforeAndAfter(records: ReportRecords, pen: Pen): readonly Block[] {
  const comparisons = comparisonsOf(records);
  if (comparisons.length > 0) return comparisons.flatMap((comparison) => comparisonBlocks(comparison, records, pen));
  return claims([
    line`What changed: ${unknown('there is no earlier round and no green run of these suites to compare with')}`,
  ]);
}

function comparisonsOf(records: ReportRecords): readonly Comparison[] {
  const { loop } = records;
  const [first, last] = [loop?.rounds[0], loop?.rounds.at(-1)];
  if (first !== undefined && last !== undefined && first !== last) {
    return [compareRounds(roundSide(first, records), roundSide(last, records))];
  }
  return lastRuns(records).flatMap((record) => {
    const green = entryOf(records.runs, entryOf(records.greens, record.run.suite) ?? '');
    if (green === undefined) return [];
    return [compareRuns(sideOfRun(green, { closes: [] }), sideOfRun(record, { closes: [] }))];
  });
}

function roundSide(round: LoopRound, records: ReportRecords): ComparedSide {
  const { number, runs, versionsAfter, probing, audit, fingerprint } = round;
  return {
    id: `${records.loop?.id ?? ''}.${number}`,
    environment: records.environment,
    state: round.decision?.kind === 'green' ? 'green' : 'not green',
    runs: runs.map((each) => entryOf(records.runs, each)).filter((each) => each !== undefined),
    versions: versionsAfter,
    probing: entryOf(records.probings, probing ?? ''),
    audit: entryOf(records.audits, audit ?? ''),
    closes: [],
    fingerprint,
  };
}

function comparisonBlocks(comparison: Comparison, records: ReportRecords, pen: Pen): readonly Block[] {
  const { before, after, suites, isSameFailure } = comparison;
  const isLoop = records.loop !== undefined && before.id.startsWith(`${records.loop.id}.`);
  const title = isLoop ? line`First and last round` : line`${before.id} (the last green run) and ${after.id}`;
  return [
    heading(title),
    ...(isSameFailure
      ? claims([line`The last round failed in the same way as the first${cite(records.loop?.id ?? '')}`])
      : []),
    ...table(
      ['Suite', 'Before', 'After', 'Took before', 'Took after'],
      suites.map((suite) => suiteRow(suite, records, pen)),
    ),
    ...suites.flatMap((suite) => claims(changeLines(suite, pen))),
    ...list(surroundings(comparison)),
    ...(suites.length === 0 ? [text(line`No suite was run in both.`)] : []),
  ];
}

function suiteRow({ suite, before, after }: SuiteComparison, { runs }: ReportRecords, pen: Pen): readonly Line[] {
  const [one, other] = [entryOf(runs, before.id), entryOf(runs, after.id)];
  return [line`${suite}`, stands(one, pen), stands(other, pen), took(one, pen), took(other, pen)];
}

function stands(record: RunRecord | undefined, pen: Pen): Line {
  if (record === undefined) return words('not kept');
  const { run } = record;
  const verdict = run.state === 'passed' ? line`, ${orWords(run.verdict, 'unproven')}` : [];
  return line`${run.state}${verdict}: ${pen.number({ count: testsOf(run, 'passed') })} of ${pen.number({ count: testsOf(run) })} passed, ${pen.number({ count: redOf(run) })} red${cite(run.id)}`;
}

function took(record: RunRecord | undefined, pen: Pen): Line {
  return record === undefined || !hasEnded(record) ? words('not known') : [pen.number(wallOf(record.run), 'duration')];
}

function changeLines({ tests, before, after }: SuiteComparison, pen: Pen): readonly Line[] {
  return told.flatMap((change) => {
    const of = tests.filter((test) => test.change === change);
    if (of.length === 0) return [];
    const names = of
      .slice(0, shownTests)
      .map(({ id, wasRed }) => line`${code(id)}${wasRed && isHidden(change) ? words(' (was red: not fixed)') : []}`);
    const count = countOf(change, before, after);
    const counted = count === undefined ? [] : line` (${pen.number(count)})`;
    return [
      line`${words(titles[change])}${counted}: ${joined(names)}${of.length > shownTests ? words(', and more') : []}${cite(before.id, after.id)}`,
    ];
  });
}

function isHidden(change: TestChange): boolean {
  return change === 'no-longer-run' || change === 'not-run' || change === 'removed';
}

const red: readonly TestOutcome[] = ['failed', 'error'];
const notRed: readonly TestOutcome[] = ['passed', 'flaky'];

function both(before: Members, after: Members): Derivation {
  return { both: [before, after], by: '/id' };
}

/** Undefined where it takes more than two lists to count it. */
function countOf(
  change: TestChange,
  one: { readonly id: string },
  other: { readonly id: string },
): Derivation | undefined {
  switch (change) {
    case 'broken':
      return both(testsOf(one, ...notRed), testsOf(other, ...red));
    case 'still-red':
      return both(testsOf(one, ...red), testsOf(other, ...red));
    case 'fixed':
      return both(testsOf(one, ...red), testsOf(other, 'passed'));
    case 'no-longer-run':
      return both(testsOf(one, ...notRed, ...red), testsOf(other, 'skipped'));
    case 'removed':
    case 'not-run':
      return { without: [testsOf(one), testsOf(other)], by: '/id' };
    case 'new-red':
      return { without: [testsOf(other, ...red), testsOf(one, ...notRed, ...red)], by: '/id' };
    case 'newly-flaky':
      return { without: [testsOf(other, 'flaky'), testsOf(one, 'flaky')], by: '/id' };
    case 'new':
    case 'steady':
      return undefined;
  }
}

/** Versions, endpoints and settings that changed. */
function surroundings(comparison: Comparison): readonly Line[] {
  const { versions, settings, remarks } = comparison;
  const differing = settings === undefined ? [] : [...settings.changed, ...settings.added, ...settings.removed];
  return [
    ...versions.map(
      ({ name, before, after }) =>
        line`Version of ${name}: ${before === after ? line`${orWords(before, 'not known')} both times` : line`${orWords(before, 'not known')} before, ${orWords(after, 'not known')} after`}`,
    ),
    ...changedProbes(comparison).map(
      ({ endpoint, before, after }) => line`Endpoint ${endpoint}: ${rung(before)} before, ${rung(after)} after`,
    ),
    ...(settings === undefined || differing.length === 0
      ? []
      : [line`Settings that differ: ${joined(differing.map((name) => code(name)))}${cite(...settings.audits)}`]),
    ...remarks.map(() => line`Not all of it can be compared: see the selections and verdicts above`).slice(0, 1),
  ];
}

/** `upgrade STATUS_502`, of which both words are of the record. */
function rung(standing: string | undefined): Line {
  if (standing === undefined) return words('not probed');
  return joined(
    standing.split(' ').map((word) => quote(word)),
    ' ',
  );
}
