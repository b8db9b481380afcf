import type { Loop } from '#domain/loop.ts';
import { endFamily } from '#suites/end-family.ts';

import { changeMarker } from './change-marker.ts';
import type { LoopWorkerParts } from './loop-parts.ts';
import { currentRound, type LoopEnd } from './next-loop.ts';

const graceMs = 2_000;

/** A process that is gone began a change: what is left of it is ended, and it is never begun again. */
export async function endCutChange(loop: Loop, { data }: Pick<LoopWorkerParts, 'data'>): Promise<LoopEnd> {
  const round = currentRound(loop);
  const change = round?.change;
  if (round === undefined || change === undefined) throw new TypeError('a change is of a round');
  const marker = changeMarker(data, { loop: loop.id, round: round.number, name: change.name });
  const { ended } = await endFamily({ marker }, { graceMs });
  const left = ended.length === 0 ? '' : `; ended what was left of it: ${ended.slice(0, 5).join(', ')}`;
  const reason = `Teneleven's process ended while ${change.name} was under way; whether it finished is not known, and it is not begun again${left}`;
  return { state: 'interrupted', reason };
}
