import type { PairVerdict } from '#domain/pair.ts';
import type { Probing } from '#domain/probing.ts';

/** The first arm of a pair is how it is configured. */
function isDownAsConfigured({ arms: [first] }: PairVerdict): boolean {
  return first !== undefined && first.attempts > 0 && first.passed === 0;
}

/** 0 all are up, 1 something is down, 3 something is unknown and nothing down. 2, for usage and configuration, is the caller's. */
export function probingExitCode(
  probings: readonly Pick<Probing, 'state' | 'counts' | 'problem' | 'pairs'>[],
): 0 | 1 | 3 {
  if (probings.some(({ counts, pairs }) => counts.down > 0 || pairs.some(isDownAsConfigured))) return 1;
  const isKnown = ({ state, counts, problem, pairs }: (typeof probings)[number]): boolean =>
    state === 'done' &&
    counts.unknown === 0 &&
    problem === undefined &&
    (pairs.length === 0 || pairs.some(({ verdict }) => verdict !== 'not-measured'));
  return probings.every(isKnown) ? 0 : 3;
}
