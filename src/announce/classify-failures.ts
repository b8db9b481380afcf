import { areAlike } from '#domain/alike.ts';
import type { Run } from '#domain/run.ts';
import { isRed, type TestOutcome } from '#domain/test-result.ts';

/** An earlier finished run of the same suite on the same environment, with what the tests in question did in it. */
export interface EarlierRun {
  readonly id: string;
  readonly versions: Run['versions'];
  readonly results: ReadonlyMap<string, EarlierResult>;
}

export interface EarlierResult {
  readonly outcome: TestOutcome;
  /** The line of the failure that says most; absent where there was none. */
  readonly line?: string | undefined;
}

/** A red test of the run that is judged. */
export interface RedTest {
  readonly id: string;
  readonly line: string;
}

/**
 * `known`: red in the run before, too, and alike. `flaky`: both green and red where nothing had changed. `new`: neither,
 * or red as before but with another message.
 */
export interface FailureMark {
  readonly kind: 'new' | 'known' | 'flaky';
  /** What it rests on: `known since r8`, `new: passed in the last 4 runs`, `not seen before`. */
  readonly words: string;
}

interface Sighting extends EarlierResult {
  readonly run: EarlierRun;
}

/** Judges a red test by the runs before it, newest first. A run in which it was not executed says nothing. */
export function classifyFailure(test: RedTest, versions: Run['versions'], earlier: readonly EarlierRun[]): FailureMark {
  const sightings = sightingsOf(test.id, earlier);
  if (sightings.length === 0) return unseen(earlier);
  return flaky(sightings, versions) ?? stillRed(sightings, test.line) ?? fresh(sightings);
}

/** The same for a test that fell together with many: that is the stack, and coming and going makes none of them flaky. */
export function classifyCommonFailure(test: RedTest, earlier: readonly EarlierRun[]): FailureMark {
  const sightings = sightingsOf(test.id, earlier);
  if (sightings.length === 0) return unseen(earlier);
  return stillRed(sightings, test.line) ?? fresh(sightings);
}

function unseen(earlier: readonly EarlierRun[]): FailureMark {
  return { kind: 'new', words: earlier.length === 0 ? 'no earlier run to compare with' : 'not seen before' };
}

function sightingsOf(test: string, earlier: readonly EarlierRun[]): readonly Sighting[] {
  return earlier.flatMap((run) => {
    const result = run.results.get(test);
    return result === undefined || result.outcome === 'skipped' ? [] : [{ run, ...result }];
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

function stillRed(sightings: readonly Sighting[], line: string): FailureMark | undefined {
  const firstGreen = sightings.findIndex(({ outcome }) => !isRed(outcome));
  const streak = firstGreen === -1 ? sightings : sightings.slice(0, firstGreen);
  const [before] = streak;
  const since = streak.at(-1)?.run.id;
  if (before === undefined) return undefined;
  if (before.line !== undefined && !areAlike(before.line, line)) {
    return { kind: 'new', words: `red since ${since}, but with another message than in ${before.run.id}` };
  }
  if (firstGreen !== -1) return { kind: 'known', words: `known since ${since}` };
  return {
    kind: 'known',
    words: streak.length === 1 ? `known: red in ${since}, too` : `known: red in all ${streak.length} runs before`,
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
