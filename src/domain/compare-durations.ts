import type { ComparedRun, DurationChange, SlowerTest } from './comparison.ts';

/** One pair of durations is two samples: only what no usual jitter explains is told. */
const farFactor = 3;
const farMs = 1_000;
/** Below, start-up and scheduling are most of it. */
const shortestMs = 50;
const fewestPairs = 5;
const shiftFactor = 1.5;
const agreeing = 0.8;
const shown = 10;

/** Durations of the tests that passed both times: a shift that most share, and single tests that stand out of it. */
export function compareDurations(before: ComparedRun, after: ComparedRun): DurationChange {
  const pairs = pairsOf(before, after);
  const shift = shiftOf(pairs);
  const tests = pairs
    .filter((pair) => isFar(pair, shift ?? 1))
    .toSorted((one, other) => differenceOf(other) - differenceOf(one))
    .slice(0, shown);
  return { pairs: pairs.length, tests, ...(shift === undefined ? {} : { shift }) };
}

function pairsOf(before: ComparedRun, after: ComparedRun): readonly SlowerTest[] {
  const earlier = new Map(before.tests.map((test) => [test.id, test]));
  return after.tests.flatMap(({ id, outcome, durationMs }) => {
    const then = earlier.get(id);
    if (outcome !== 'passed' || then?.outcome !== 'passed') return [];
    return [{ id, beforeMs: then.durationMs, afterMs: durationMs }];
  });
}

function shiftOf(pairs: readonly SlowerTest[]): number | undefined {
  const ratios = pairs.filter(({ beforeMs, afterMs }) => Math.max(beforeMs, afterMs) >= shortestMs).map(ratioOf);
  if (ratios.length < fewestPairs) return undefined;
  const sorted = ratios.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 1;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
  if (median < shiftFactor && median > 1 / shiftFactor) return undefined;
  const alike = ratios.filter((ratio) => ratio > 1 === median > 1).length;
  return alike >= agreeing * ratios.length ? median : undefined;
}

function isFar(pair: SlowerTest, shift: number): boolean {
  const beyond = ratioOf(pair) / shift;
  return differenceOf(pair) >= farMs && (beyond >= farFactor || beyond <= 1 / farFactor);
}

/** A test that took no time at all took at least one millisecond. */
function ratioOf({ beforeMs, afterMs }: SlowerTest): number {
  return Math.max(1, afterMs) / Math.max(1, beforeMs);
}

function differenceOf({ beforeMs, afterMs }: SlowerTest): number {
  return Math.abs(afterMs - beforeMs);
}
