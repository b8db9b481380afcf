import { compareRounds, compareRuns } from '#domain/compare-sides.ts';
import type { ComparedSide, Comparison } from '#domain/comparison.ts';
import type { Loop, LoopRound } from '#domain/loop.ts';
import { isActive, type Run } from '#domain/run.ts';
import { selectionInWords } from '#domain/run-words.ts';

import { lastGreenBefore } from './find-green.ts';
import { gatherRoundSide, gatherRunSide, type GatheringStore } from './gather-side.ts';

/** A red run against the last green one of the same suite and environment; undefined where there is nothing to compare. */
export async function compareWithLastGreen(run: Run, store: GatheringStore): Promise<Comparison | undefined> {
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
