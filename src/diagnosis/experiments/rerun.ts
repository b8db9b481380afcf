import { isRed, type TestResult } from '#domain/test-result.ts';

import { doneByTheTest } from './done-by-the-test.ts';
import type { Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { endsAbruptly, lookAfterRun, outlivedRuns, type Beginning } from './outlives-the-test.ts';

/** A test that is now green, now red, half of the time, looks the same in five runs once in sixteen. */
const mostTimes = 5;
/** Enough to tell what fails every time; fewer where it takes long. */
const enoughRed = 3;
const leastRuns = 2;
const longestAloneSeconds = 25;
const longestSuiteSeconds = 40;

/** Runs the quickest test of the symptom by itself, up to five times: what it waits for first is no part of the failure. */
export const rerunAlone: Experiment = {
  name: 'rerun-alone',
  observes: ['rerun.alone', 'health.uptime-fell', 'replay.went-away'],
  costSeconds: 6,
  costHere: ({ symptom: { tests } }, lab) => {
    const seconds = secondsAlone(quickestOf(tests, lab), lab);
    return Math.max(1, enoughRuns(seconds) * seconds);
  },
  holdsFor: 'symptom',
  doing: 'running a failed test again, alone',
  applies: ({ symptom: { tests } }, lab) =>
    lab.rerunner !== undefined &&
    tests.length > 0 &&
    leastRuns * secondsAlone(quickestOf(tests, lab), lab) <= longestAloneSeconds,
  run: async (aim, lab, signal) => {
    const { symptom } = aim;
    const test = quickestOf(symptom.tests, lab);
    if (test === undefined || lab.rerunner === undefined) return [];
    const runs: TestResult[] = [];
    const looks: (Beginning | undefined)[] = [];
    const seconds = secondsAlone(test, lab);
    const endsAtMs = performance.now() + 1_000 * Math.max(4, enoughRuns(seconds) * seconds);
    while (
      !signal.aborted &&
      isOpen(runs, enoughRuns(seconds)) &&
      (runs.length === 0 || performance.now() < endsAtMs)
    ) {
      const momentMs = performance.now();
      const found = (await lab.rerunner.run([test], signal))?.find(({ id }) => id === test);
      if (found === undefined || found.outcome === 'skipped') break;
      runs.push(found);
      if (endsAbruptly(symptom)) looks.push(await lookAfterRun(momentMs, { aim, lab }, signal));
    }
    if (runs.length < leastRuns) return [];
    const red = redOf(runs);
    const value = red === 0 ? 'passed' : red === runs.length ? 'failed' : 'mixed';
    const says = `${test.slice(0, 200)} run alone ${runs.length} times: ${value}, ${runs.length - red} passed and ${red} failed`;
    const own = findings([{ fact: 'rerun.alone', value, says, subject: symptom.id }], here(lab));
    return [...own, ...doneByTheTest(aim, runs, lab), ...outlivedRuns(looks, aim, lab)];
  },
};

function quickestOf(tests: readonly string[], lab: Lab): string | undefined {
  return tests.toSorted((one, other) => secondsAlone(one, lab) - secondsAlone(other, lab))[0];
}

function secondsAlone(test: string | undefined, { rerunner }: Lab): number {
  return test === undefined ? 0 : (rerunner?.seconds([test]) ?? 0);
}

function enoughRuns(seconds: number): number {
  return enoughRed * seconds <= longestAloneSeconds ? enoughRed : leastRuns;
}

function redOf(runs: readonly TestResult[]): number {
  return runs.filter(({ outcome }) => isRed(outcome) || outcome === 'flaky').length;
}

function isOpen(runs: readonly TestResult[], enough: number): boolean {
  const red = redOf(runs);
  if (runs.length >= mostTimes || (red > 0 && red < runs.length)) return false;
  return red < enough;
}

/** Runs all of it once more, as it was run. */
export const rerunSuite: Experiment = {
  name: 'rerun-suite',
  observes: ['rerun.suite'],
  costSeconds: 20,
  costHere: (_aim, { rerunner }) => Math.max(1, rerunner?.seconds() ?? 0),
  doing: 'running the whole suite again',
  applies: (_aim, { rerunner }) => rerunner !== undefined && rerunner.seconds() <= longestSuiteSeconds,
  run: async (_aim, lab, signal) => {
    const { rerunner } = lab;
    const tests = await rerunner?.run(undefined, signal);
    if (tests === undefined || tests.length === 0 || rerunner === undefined) return [];
    const red = tests.filter(({ outcome }) => isRed(outcome)).map(({ id }) => id);
    const value = sayValue(red, rerunner.red);
    return findings([{ fact: 'rerun.suite', value, says: sayAgain(tests, red, rerunner.red) }], here(lab));
  },
};

function sayValue(red: readonly string[], before: ReadonlySet<string>): 'passed' | 'alike' | 'otherwise' {
  if (red.length === 0) return 'passed';
  return isAlike(red, before) ? 'alike' : 'otherwise';
}

function isAlike(red: readonly string[], before: ReadonlySet<string>): boolean {
  return red.length === before.size && red.every((id) => before.has(id));
}

function sayAgain(tests: readonly TestResult[], red: readonly string[], before: ReadonlySet<string>): string {
  const both = red.filter((id) => before.has(id)).length;
  const names = red.slice(0, 3).join(', ').slice(0, 300);
  return `the whole suite run again, ${sayValue(red, before)}: ${red.length} of ${tests.length} tests failed${names === '' ? '' : ` (${names})`}, ${both} of them among the ${before.size} that failed before`;
}

function here(lab: Lab) {
  return alone(lab, lab.now().toISOString());
}
