import type { LoopRound } from '#domain/loop.ts';
import { isRed } from '#domain/test-result.ts';

import type { RoundReading } from './decide.ts';
import type { LoopWorkerParts } from './loop-parts.ts';

/** The records that a round names, as far as they are kept. */
export async function readRound(round: LoopRound, { store }: Pick<LoopWorkerParts, 'store'>): Promise<RoundReading> {
  const runs = await Promise.all(
    round.runs.map(async (id) => ({ run: await store.runs.get(id), tests: await store.runs.tests(id) })),
  );
  const inquiries = await Promise.all(round.inquiries.map((id) => store.watch.inquiries.get(id)));
  return {
    round,
    runs: runs.flatMap(({ run, tests }) => {
      if (run === undefined) return [];
      const red = tests.filter(({ outcome }) => isRed(outcome)).map(({ id }) => id);
      return [{ ...run, red: red.toSorted() }];
    }),
    inquiries: inquiries.filter((each) => each !== undefined),
  };
}
