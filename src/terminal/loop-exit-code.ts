import { roundOf } from '#domain/loop-words.ts';

import type { FollowedLoop } from './follow-loops.ts';

/**
 * 0 green, 1 red, 3 stopped, interrupted, or red for nothing but that what passed is not proven. 2, for usage and
 * configuration, is the caller's.
 */
export function loopExitCode(followed: readonly FollowedLoop[]): 0 | 1 | 3 {
  const codes = followed.map(codeOf);
  if (codes.includes(1)) return 1;
  return codes.includes(3) || codes.length === 0 ? 3 : 0;
}

function codeOf({ loop, facts }: FollowedLoop): 0 | 1 | 3 {
  if (loop.state === 'green') return 0;
  if (loop.state !== 'red') return 3;
  const round = roundOf(loop);
  const runs = round?.runs.flatMap((id) => facts.runs.get(id) ?? []) ?? [];
  const isShort = runs.length < loop.suites.length || round?.steps.some(({ step, state }) => isBad(step, state));
  return !isShort && runs.every(({ state }) => state === 'passed') ? 3 : 1;
}

/** What the suites came to is told by the runs. */
function isBad(step: string, state: string): boolean {
  return state !== 'passed' && state !== 'skipped' && step !== 'suites' && step !== 'diagnosis';
}
