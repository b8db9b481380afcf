import { compareRounds, compareRuns } from '#domain/compare-sides.ts';
import type { ComparedSide, Comparison } from '#domain/comparison.ts';
import { comparisonSection } from '#domain/comparison-report.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import type { Section } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { selectionInWords, statusOf } from '#domain/run-words.ts';

import { lastGreenBefore } from './find-green.ts';
import { gatherRoundSide, gatherRunSide, type GatheringStore } from './gather-side.ts';

/** A red run against the last green one of the same suite and environment; undefined where there is nothing to compare. */
async function compareWithLastGreen(run: Run, store: GatheringStore): Promise<Comparison | undefined> {
  if (isActive(run) || selectionInWords(run.selection) !== undefined) return undefined;
  const green = await lastGreenBefore(run, store);
  if (green === undefined) return undefined;
  return compareRuns(await gatherRunSide(green, store), await gatherRunSide(run, store));
}

/** A round against the one before it; undefined for the first. */
export async function compareWithRoundBefore(
  loop: Loop,
  round: LoopRound,
  store: GatheringStore,
): Promise<Comparison | undefined> {
  const before = loop.rounds.find(({ number }) => number === round.number - 1);
  if (before === undefined) return undefined;
  return compareRounds(await gatherRoundSide(loop, before, store), await gatherRoundSide(loop, round, store));
}

/** The last green runs of the suites of a side, as one side; undefined where there are none. */
export async function lastGreenSide(side: ComparedSide, store: GatheringStore): Promise<ComparedSide | undefined> {
  const greens: ComparedSide[] = [];
  for (const { run } of side.runs) {
    const green = await lastGreenBefore(run, store);
    if (green !== undefined) greens.push(await gatherRunSide(green, store));
  }
  const [first] = greens;
  if (first === undefined) return undefined;
  return {
    ...first,
    id: greens.map(({ id }) => id).join('+'),
    state: 'last green',
    runs: greens.flatMap(({ runs }) => runs),
    versions: Object.assign({}, ...greens.map(({ versions }) => versions)),
    closes: greens.flatMap(({ closes }) => closes),
  };
}

/** The words for a round's thread: how it differs from the one before. Empty where there is none. Never rejects. */
export async function roundComparison(
  loop: Loop,
  round: LoopRound,
  { store, onBug }: ComparisonParts,
): Promise<readonly Section[]> {
  try {
    const comparison = await compareWithRoundBefore(loop, round, store);
    if (comparison === undefined) return [];
    return [comparisonSection(comparison, `Against round ${round.number - 1}`)];
  } catch (error) {
    onBug(error, `comparison of ${loop.id}.${round.number}`);
    return [];
  }
}

export interface ComparisonParts {
  readonly store: GatheringStore;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The words for a red run's thread: how it differs from the last green run. A run of a loop is compared by its round. */
export async function greenComparison(run: Run, store: GatheringStore): Promise<Section | undefined> {
  if (run.partOf !== undefined || statusOf(run) !== 'failed') return undefined;
  const comparison = await compareWithLastGreen(run, store);
  return comparison && comparisonSection(comparison, `Against ${comparison.before.id}, the last green run`);
}
