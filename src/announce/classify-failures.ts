import type { Run } from '#domain/run.ts';
import { isRed, type TestOutcome } from '#domain/test-result.ts';

/** An earlier finished run of the same suite on the same environment, with what the tests in question did in it. */
export interface EarlierRun {
  readonly id: string;
  readonly versions: Run['versions'];
  readonly outcomes: ReadonlyMap<string, TestOutcome>;
}

/** `known`: red in the run before, too. `flaky`: both green and red where nothing had changed. `new`: neither. */
export interface FailureMark {
  readonly kind: 'new' | 'known' | 'flaky';
  /** What it rests on: `known since r8`, `new: passed in the last 4 runs`, `first seen`. */
  readonly words: string;
}

interface Sighting {
  readonly run: EarlierRun;
  readonly outcome: TestOutcome;
}

/** Judges a red test by the runs before it, newest first. A run in which it was not executed says nothing. */
export function classifyFailure(test: string, versions: Run['versions'], earlier: readonly EarlierRun[]): FailureMark {
  const sightings = sightingsOf(test, earlier);
  if (sightings.length === 0) return { kind: 'new', words: 'first seen' };
  return flaky(sightings, versions) ?? known(sightings) ?? fresh(sightings);
}

/** The same for a test that fell together with many: that is the stack, and coming and going makes none of them flaky. */
export function classifyCommonFailure(test: string, earlier: readonly EarlierRun[]): FailureMark {
  const sightings = sightingsOf(test, earlier);
  if (sightings.length === 0) return { kind: 'new', words: 'first seen' };
  return known(sightings) ?? fresh(sightings);
}

function sightingsOf(test: string, earlier: readonly EarlierRun[]): readonly Sighting[] {
  return earlier.flatMap((run) => {
    const outcome = run.outcomes.get(test);
    return outcome === undefined || outcome === 'skipped' ? [] : [{ run, outcome }];
  });
}

function flaky(sightings: readonly Sighting[], versions: Run['versions']): FailureMark | undefined {
  const isVersionKnown = Object.keys(versions).length > 0;
  const comparable = isVersionKnown ? sightings.filter(({ run }) => isSame(run.versions, versions)) : sightings;
  const unsteady = comparable.filter(({ outcome }) => outcome === 'flaky').length;
  const red = comparable.filter(({ outcome }) => isRed(outcome)).length;
  const green = comparable.length - red - unsteady;
  if (unsteady === 0 && (red === 0 || green === 0)) return undefined;
  // Without versions a fix and a new fault look like this as well: it must have come and gone.
  if (!isVersionKnown && unsteady === 0 && turns(comparable) < 2) return undefined;
  const where = isVersionKnown ? 'on this version' : 'and passed between';
  return { kind: 'flaky', words: `flaky: red in ${red + unsteady} of the last ${comparable.length} runs ${where}` };
}

function known(sightings: readonly Sighting[]): FailureMark | undefined {
  const firstGreen = sightings.findIndex(({ outcome }) => !isRed(outcome));
  const since = sightings[(firstGreen === -1 ? sightings.length : firstGreen) - 1];
  if (since === undefined) return undefined;
  return {
    kind: 'known',
    words: firstGreen === -1 ? `known since ${since.run.id} or earlier` : `known since ${since.run.id}`,
  };
}

function fresh(sightings: readonly Sighting[]): FailureMark {
  const firstRed = sightings.findIndex(({ outcome }) => isRed(outcome));
  const passes = firstRed === -1 ? sightings.length : firstRed;
  return {
    kind: 'new',
    words: passes === 1 ? 'new: passed in the run before' : `new: passed in the last ${passes} runs`,
  };
}

/** How often it changed between green and red, this red run included. */
function turns(sightings: readonly Sighting[]): number {
  const reds = [true, ...sightings.map(({ outcome }) => isRed(outcome))];
  return reds.filter((isNowRed, index) => index > 0 && isNowRed !== reds[index - 1]).length;
}

function isSame(one: Run['versions'], other: Run['versions']): boolean {
  const services = Object.keys(one);
  return services.length === Object.keys(other).length && services.every((service) => one[service] === other[service]);
}
