import { compareDurations } from './compare-durations.ts';
import { compareCloses, compareProbes, compareSettings, compareVersions } from './compare-surroundings.ts';
import { compareTests, isPartial } from './compare-tests.ts';
import type { ComparedRun, ComparedSide, Comparison, RunSummary, SuiteComparison } from './comparison.ts';
import { elapsedMs, isActive, type Run } from './run.ts';
import { selectionInWords, stateInWords } from './run-words.ts';

/** Two runs, the earlier first. What cannot be compared is said in `remarks`. */
export function compareRuns(before: ComparedSide, after: ComparedSide): Comparison {
  return compareSides(before, after);
}

/** Two rounds of loops, the earlier first. */
export function compareRounds(before: ComparedSide, after: ComparedSide): Comparison {
  return compareSides(before, after);
}

/** A run alone as a side. */
export function sideOfRun(
  compared: ComparedRun,
  around: Pick<ComparedSide, 'probing' | 'audit' | 'closes'>,
): ComparedSide {
  const { run } = compared;
  const { id, environment, versions } = run;
  return { id, environment, state: stateInWords(run), runs: [compared], versions, ...around };
}

function compareSides(before: ComparedSide, after: ComparedSide): Comparison {
  const pairs = pairsOf(before, after);
  const shared = new Set(pairs.map(([one]) => one.run.suite));
  const alone = ({ runs }: ComparedSide): readonly string[] =>
    [...new Set(runs.map(({ run }) => run.suite))].filter((suite) => !shared.has(suite));
  return {
    before: headOf(before),
    after: headOf(after),
    remarks: [
      ...remarksOf(before, after, pairs),
      ...pairs.flatMap(([one, other]) => remarksOfPair(one.run, other.run)),
    ],
    suites: pairs.map(([one, other]) => compareSuite(one, other)),
    onlyBefore: alone(before),
    onlyAfter: alone(after),
    versions: compareVersions(before.versions, after.versions),
    probes: compareProbes(before.probing, after.probing),
    closes: compareCloses(before.closes, after.closes),
    settings: compareSettings(before.audit, after.audit),
    isSameFailure: before.fingerprint !== undefined && before.fingerprint === after.fingerprint,
  };
}

type Pair = readonly [before: ComparedRun, after: ComparedRun];

/** Of several runs of a suite in one round the last counts. */
function pairsOf(before: ComparedSide, after: ComparedSide): readonly Pair[] {
  const earlier = new Map(before.runs.map((each) => [each.run.suite, each]));
  const later = new Map(after.runs.map((each) => [each.run.suite, each]));
  return [...later].flatMap(([suite, each]): readonly Pair[] => {
    const then = earlier.get(suite);
    return then === undefined ? [] : [[then, each]];
  });
}

function compareSuite(before: ComparedRun, after: ComparedRun): SuiteComparison {
  return {
    suite: after.run.suite,
    before: summaryOf(before.run),
    after: summaryOf(after.run),
    tests: compareTests(before, after),
    durations: compareDurations(before, after),
  };
}

function summaryOf(run: Run): RunSummary {
  const { id, state, verdict, verdictReason, counts } = run;
  const tookMs = isActive(run) || run.endedAt === undefined ? undefined : elapsedMs(run, new Date(0));
  return { id, state, verdict, verdictReason, counts, tookMs };
}

function headOf({ id, environment, state }: ComparedSide): Comparison['before'] {
  return { id, environment, state };
}

function remarksOf(before: ComparedSide, after: ComparedSide, pairs: readonly Pair[]): readonly string[] {
  return [
    ...(before.environment === after.environment
      ? []
      : [`Different environments: ${before.id} is of ${before.environment}, ${after.id} of ${after.environment}`]),
    ...(pairs.length > 0 || before.runs.length === 0 || after.runs.length === 0
      ? []
      : [
          `Different suites: ${before.id} is of ${suitesOf(before)}, ${after.id} of ${suitesOf(after)}; no test is compared`,
        ]),
    ...[before, after].filter(({ runs }) => runs.length === 0).map(({ id }) => `${id} ran no suite`),
  ];
}

function suitesOf({ runs }: ComparedSide): string {
  return runs.map(({ run }) => run.suite).join(', ');
}

function remarksOfPair(before: Run, after: Run): readonly string[] {
  return [before, after].flatMap((run) => [
    ...partOf(run),
    ...(run.verdict === 'invalid' && run.state === 'passed'
      ? [`${run.id} is invalid, so that its tests passed shows nothing: ${run.verdictReason ?? 'no reason is known'}`]
      : []),
    ...(run.state === 'passed' && run.verdict === 'unproven' ? [`${run.id} passed, but is unproven`] : []),
  ]);
}

function partOf(run: Run): readonly string[] {
  if (!isPartial(run)) return [];
  const selection = selectionInWords(run.selection);
  if (selection !== undefined) return [`${run.id} asked for a part of ${run.suite}: ${selection}`];
  return [`${run.id} did not come to its end (${stateInWords(run)}): tests that it lacks are not judged`];
}
