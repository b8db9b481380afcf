import type { RankedCause } from '#domain/diagnosis.ts';

import { isHonest, unknown } from './honest-answers.ts';

const decidedFrom = 0.9;

/** Whether one cause is far ahead of all others: then asking further would hardly change what is said. */
export function isDecided([first, second]: readonly RankedCause[]): boolean {
  if (first === undefined || first.id === unknown || first.confidence < decidedFrom) return false;
  return second === undefined || isHonest(second.id) || second.confidence < first.confidence / 4;
}
