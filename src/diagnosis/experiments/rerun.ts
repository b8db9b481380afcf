import { isRed, type TestResult } from '#domain/test-result.ts';

import { doneByTheTest } from './done-by-the-test.ts';
import type { Experiment, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';

/** A test that is now green, now red, half of the time, looks the same in five runs once in sixteen. */
const mostTimes = 5;
/** Enough to tell what fails every time; fewer where it takes long. */
const enoughRed = 3;
const leastRuns = 2;
const longestAloneSeconds = 25;
const longestSuiteSeconds = 40;

/** Runs the first test of the symptom by itself, up to five times. */
export const rerunAlone: Experiment = {
  name: 'rerun-alone',
  observes: ['rerun.alone'],
  costSeconds: 6,
  costHere: ({ symptom }, lab) => Math.max(1, enoughRuns(symptom.tests, lab) * secondsAlone(symptom.tests, lab)),
  holdsFor: 'symptom',
  doing: 'running a failed test again, alone',
  applies: ({ symptom }, lab) =>
    lab.rerunner !== undefined &&
    symptom.tests.length > 0 &&
    leastRuns * secondsAlone(symptom.tests, lab) <= longestAloneSeconds,
  run: async ({ symptom }, lab, signal) => {
    const [test] = symptom.tests;
    if (test === undefined || lab.rerunner === undefined) return [];
    const runs: TestResult[] = [];
    const reds: boolean[] = [];
    const enough = enoughRuns([test], lab);
    const endsAtMs = performance.now() + 1_000 * Math.max(4, enough * secondsAlone([test], lab));
    while (!signal.aborted && isOpen(reds, enough) && (reds.length === 0 || performance.now() < endsAtMs)) {
      const found = (await lab.rerunner.run([test], signal))?.find(({ id }) => id === test);
      if (found === undefined || found.outcome === 'skipped') break;
      runs.push(found);
      reds.push(isRed(found.outcome) || found.outcome === 'flaky');
    }
    if (reds.length < leastRuns) return [];
    const red = reds.filter(Boolean).length;
    const value = red === 0 ? 'passed' : red === reds.length ? 'failed' : 'mixed';
    const says = `${test.slice(0, 200)} run alone ${reds.length} times: ${value}, ${reds.length - red} passed and ${red} failed`;
    const own = findings([{ fact: 'rerun.alone', value, says, subject: symptom.id }], here(lab));
    return [...own, ...doneByTheTest(symptom, runs, lab)];
  },
};

function secondsAlone(tests: readonly string[], { rerunner }: Lab): number {
  return rerunner?.seconds(tests.slice(0, 1)) ?? 0;
}

function enoughRuns(tests: readonly string[], lab: Lab): number {
  return enoughRed * secondsAlone(tests, lab) <= longestAloneSeconds ? enoughRed : leastRuns;
}

function isOpen(reds: readonly boolean[], enough: number): boolean {
  const red = reds.filter(Boolean).length;
  if (reds.length >= mostTimes || (red > 0 && red < reds.length)) return false;
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
