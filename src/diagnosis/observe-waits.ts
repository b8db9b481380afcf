import type { Symptom } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';
import type { RunStore } from '#state/state.ts';

import { asLongAsOthers } from './as-long-as-others.ts';
import type { NewObservation } from './observation-book.ts';

export interface WaitParts {
  readonly tests: readonly TestResult[];
  readonly symptoms: readonly Symptom[];
  /** What the report says of them. */
  readonly reported: readonly NewObservation[];
  /** Newest first. */
  readonly earlier: readonly Run[];
  readonly store: Pick<RunStore, 'tests'>;
}

/** A round wait, and how far above it the tests end that do no more than wait. */
const stepMs = 500;
const longFromMs = 900;
const residualMs = 100;
/** What a wait adds is more than what the test did before. */
const timesLonger = 3;
/** Who waits for an event that does not come has a reason to wait. */
const reasons = new Set(['report.missing-event', 'report.event-order', 'report.cross-user']);

/**
 * Tests that were quick in the last green run and wait now: the red one, and others that passed, end right above the same round
 * time. Two are enough then, where without an earlier run it takes more of them.
 */
export async function observeWaits(run: Run, parts: WaitParts): Promise<readonly NewObservation[]> {
  const { tests, symptoms, reported, earlier, store } = parts;
  const waited = new Set(reported.filter(({ fact }) => reasons.has(fact)).map(({ subject }) => subject));
  const slow = new Set(reported.filter(isOfTime).map(({ subject }) => subject));
  const asserted = symptoms.filter(({ id, phase }) => (phase === 'assertion' || slow.has(id)) && !waited.has(id));
  const green = earlier.find(({ state }) => state === 'passed');
  if (green === undefined || asserted.length === 0) return [];
  const before = new Map((await store.tests(green.id)).map((each) => [each.id, each.durationMs]));
  const began = tests.filter(({ id, durationMs }) => isWait(durationMs, before.get(id)));
  return asserted.flatMap((symptom) => {
    const red = began.find(({ id }) => id === symptom.tests[0]);
    if (red === undefined || asLongAsOthers(red, tests) !== undefined) return [];
    const others = began.filter((each) => each.outcome === 'passed' && roundOf(each) === roundOf(red));
    return others.length === 0 ? [] : [tell(run, { symptom, red, others, green, before })];
  });
}

/** An assertion as well: on how long it took. */
function isOfTime({ fact, value }: NewObservation): boolean {
  return fact === 'report.code' && value === 'TOO_SLOW';
}

function isWait(durationMs: number, beforeMs: number | undefined): boolean {
  return (
    beforeMs !== undefined &&
    durationMs >= longFromMs &&
    durationMs % stepMs <= residualMs &&
    beforeMs * timesLonger <= durationMs
  );
}

function roundOf({ durationMs }: TestResult): number {
  return Math.floor(durationMs / stepMs);
}

interface Waits {
  readonly symptom: Symptom;
  readonly red: TestResult;
  readonly others: readonly TestResult[];
  readonly green: Run;
  readonly before: ReadonlyMap<string, number>;
}

function tell(run: Run, { symptom, red, others, green, before }: Waits): NewObservation {
  const words = [red, ...others]
    .slice(0, 5)
    .map(({ id, durationMs }) => `${id.slice(0, 200)}: ${sayS(before.get(id))}, now ${sayS(durationMs)}`);
  return {
    source: 'history',
    fact: 'report.lasts-as-others',
    value: others.length,
    says: `${others.length} other tests that passed lasted ${sayS(red.durationMs)} as well, and were quick in ${green.id}, the last green run, as the red one was`,
    raw: words.join('\n').slice(0, 1_000),
    at: run.endedAt ?? run.queuedAt,
    subject: symptom.id,
    group: `history:${symptom.id}:waits`,
    isControlled: false,
  };
}

function sayS(ms = 0): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
