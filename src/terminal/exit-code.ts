import type { Run } from '#domain/run.ts';

/** 0 passed and proven, 1 failed or not finished, 3 unproven or invalid. 2, for usage and configuration, is the caller's. */
export function exitCodeOf(runs: readonly Pick<Run, 'state' | 'verdict'>[]): 0 | 1 | 3 {
  if (runs.some((run) => run.state !== 'passed' && run.verdict !== 'invalid')) return 1;
  return runs.every((run) => run.verdict === 'proven') ? 0 : 3;
}
