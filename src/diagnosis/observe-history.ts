import type { Symptom } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import { isRed, type TestResult } from '#domain/test-result.ts';
import type { RunStore } from '#state/state.ts';

import { gaveUp } from './gave-up.ts';
import type { NewObservation } from './observation-book.ts';
import { shortVersion } from './short-version.ts';

export interface HistoryParts {
  readonly store: Pick<RunStore, 'list' | 'tests'>;
  readonly symptoms: readonly Symptom[];
  /** What `findEarlierRuns` found, where that is known already. */
  readonly earlier?: readonly Run[] | undefined;
  /** The version that the deploy was for, where one is configured and known. */
  readonly intended?: Readonly<Record<string, string>> | undefined;
  readonly now: Date;
}

const mostLooked = 50;
const mostCompared = 10;
const mostTests = 20;

/**
 * Whole runs of the same suite, environment and selection before a run, newest first, at most ten. A run that was stopped
 * or that a person cut down to some tests says nothing of the others.
 */
export async function findEarlierRuns(run: Run, store: Pick<RunStore, 'list'>): Promise<readonly Run[]> {
  const { suite, environment } = run;
  const listed = await store.list({ suite, environment, states: ['passed', 'failed'], limit: mostLooked });
  const before = listed.filter((each) => each.id !== run.id && each.queuedAt < run.queuedAt && isAlike(each, run));
  return before.slice(0, mostCompared);
}

function isAlike(one: Run, other: Run): boolean {
  return one.selection.keyword === other.selection.keyword && one.selection.rerunOf === undefined;
}

/** What the runs before it say of a run: its versions against those of the last green one, and whether its tests come and go. */
export async function observeHistory(run: Run, parts: HistoryParts): Promise<readonly NewObservation[]> {
  const earlier = parts.earlier ?? (await findEarlierRuns(run, parts.store));
  const at = run.startedAt ?? run.queuedAt;
  const told = await outcomesOf(earlier, parts);
  const seen = [
    ...versionChanged(run, earlier),
    ...versionIntended(run, parts.intended),
    ...lastGreen(run, earlier),
    ...parts.symptoms.flatMap((symptom) => [...cameAndWent(symptom, run, told), ...tookLonger(symptom, told)]),
  ];
  return seen.map((each) => ({ source: 'history', at, isControlled: false, ...each }));
}

type Seen = Omit<NewObservation, 'source' | 'at' | 'isControlled'>;

function versionChanged(run: Run, earlier: readonly Run[]): readonly Seen[] {
  const green = earlier.find(({ state }) => state === 'passed');
  if (green === undefined) return [];
  const services = Object.keys(run.versions).filter((service) => green.versions[service] !== undefined);
  if (services.length === 0) return [];
  const changed = services.filter((service) => run.versions[service] !== green.versions[service]);
  const words = changed.map(
    (service) => `${service} ${shortVersion(green.versions[service])} → ${shortVersion(run.versions[service])}`,
  );
  const same = services.map((service) => `${service} ${shortVersion(run.versions[service])}`).join(', ');
  const since = `since ${green.id}, the last green run (${green.endedAt ?? green.queuedAt})`;
  const says =
    changed.length === 0
      ? `The version has not changed ${since}: ${same}`
      : `The version changed ${since}: ${words.join(', ')}`;
  return [
    { fact: 'version.changed', value: changed.length > 0, says, raw: rawOf([green, run]), group: 'history:versions' },
  ];
}

function versionIntended(run: Run, intended: Readonly<Record<string, string>> = {}): readonly Seen[] {
  const services = Object.keys(intended).filter((service) => run.versions[service] !== undefined);
  if (services.length === 0) return [];
  const wrong = services.filter((service) => !isVersion(run.versions[service], intended[service]));
  const words = (wrong.length > 0 ? wrong : services).map(
    (service) =>
      `${service} reported ${shortVersion(run.versions[service])}, intended was ${shortVersion(intended[service])}`,
  );
  return [
    {
      fact: 'version.intended',
      value: wrong.length === 0,
      says: words.join('; '),
      raw: rawOf([run]),
      group: 'history:versions',
    },
  ];
}

/** A short and a long form of one commit are one version. */
function isVersion(reported: string | undefined, intended: string | undefined): boolean {
  if (reported === undefined || intended === undefined) return false;
  const [one, other] = [reported.trim(), intended.trim()].toSorted((a, b) => a.length - b.length);
  return (
    one === other || (one !== undefined && other !== undefined && /^[\da-f]{7,40}$/u.test(one) && other.startsWith(one))
  );
}

function lastGreen(run: Run, earlier: readonly Run[]): readonly Seen[] {
  const last = earlier.find((each) => isSameVersion(each, run));
  if (last === undefined) return [];
  const isGreen = last.state === 'passed';
  const says = `${last.id}, the last whole run on this version, was ${isGreen ? 'green' : 'red'} (${last.endedAt ?? last.queuedAt})`;
  return [{ fact: 'history.last-green', value: isGreen, says, raw: rawOf([last]), group: 'history:last' }];
}

/** Where no version is reported nobody knows whether it was the same. */
function isSameVersion(one: Run, other: Run): boolean {
  const services = Object.keys(other.versions);
  return (
    services.length > 0 &&
    services.length === Object.keys(one.versions).length &&
    services.every((service) => one.versions[service] === other.versions[service])
  );
}

interface Told {
  readonly run: Run;
  readonly tests: ReadonlyMap<string, Pick<TestResult, 'outcome' | 'durationMs'>>;
}

async function outcomesOf(earlier: readonly Run[], { store, symptoms }: HistoryParts): Promise<readonly Told[]> {
  const wanted = new Set(symptoms.flatMap(({ tests }) => tests.slice(0, mostTests)));
  const told: Told[] = [];
  for (const run of earlier) {
    const tests: readonly TestResult[] = await store.tests(run.id);
    const known = tests.filter(({ id }) => wanted.has(id));
    told.push({ run, tests: new Map(known.map((test) => [test.id, test])) });
  }
  return told;
}

/**
 * Green, red and green or the other way round on one version: then it is not the version alone. That it was green until now says
 * nothing yet: something else may have changed once.
 */
function cameAndWent(symptom: Symptom, run: Run, told: readonly Told[]): readonly Seen[] {
  const same = told.filter((each) => isSameVersion(each.run, run));
  const tests = symptom.tests.slice(0, mostTests);
  const outcomes = tests.map((test) =>
    same.flatMap((each) => each.tests.get(test)?.outcome ?? []).filter((outcome) => outcome !== 'skipped'),
  );
  const judged = outcomes.filter((each) => each.length > 0);
  if (judged.length === 0) return [];
  const went = judged.filter((each) => each.some(isRed) && each.some((outcome) => !isRed(outcome))).length;
  const isRerun = went > 0;
  if (!isRerun && judged.some((each) => each.some((outcome) => !isRed(outcome)))) return [];
  const runs = same
    .map((each) => each.run.id)
    .slice(0, 5)
    .join(', ');
  const says = isRerun
    ? `${symptom.title}: ${went} of them were green and red on this version before (${runs})`
    : `${symptom.title}: red on this version every time (${runs})`;
  return [
    {
      fact: 'history.came-and-went',
      value: isRerun,
      says,
      subject: symptom.id,
      group: `history:${symptom.id}`,
      raw: rawOf(same.map((each) => each.run)),
    },
  ];
}

const muchFaster = 2;

/** A test that gave up now, and passed before: whether it had taken longer than it now waits, or was over long before that. */
function tookLonger(symptom: Symptom, told: readonly Told[]): readonly Seen[] {
  if (!gaveUp(symptom) || symptom.medianMs === 0) return [];
  const passed = told.flatMap(({ run, tests }) =>
    symptom.tests.flatMap((id) => {
      const test = tests.get(id);
      return test?.outcome === 'passed' ? [{ run, ms: test.durationMs }] : [];
    }),
  );
  const sorted = passed.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const [median, fastest] = [sorted[Math.floor(sorted.length / 2)], sorted[0]];
  if (median === undefined || fastest === undefined) return [];
  const isLonger = fastest > symptom.medianMs;
  if (!isLonger && median * muchFaster > symptom.medianMs) return [];
  const runs = [...new Set(passed.map(({ run }) => run))];
  const says = `${symptom.title}: given up after ${Math.round(symptom.medianMs)} ms; when they passed (${runs
    .slice(0, 5)
    .map(({ id }) => id)
    .join(', ')}) they took ${Math.round(median)} ms (median)`;
  const group = `history:${symptom.id}:took`;
  return [{ fact: 'history.took-longer', value: isLonger, says, subject: symptom.id, group, raw: rawOf(runs) }];
}

function rawOf(runs: readonly Run[]): string {
  return runs
    .slice(0, 5)
    .map(({ id, state, endedAt, versions }) =>
      `${id} ${state} ${endedAt ?? ''} ${JSON.stringify(versions)}`.slice(0, 300),
    )
    .join('\n')
    .slice(0, 1_000);
}
