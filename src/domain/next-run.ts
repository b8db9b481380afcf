import type { Run, RunState } from './run.ts';

const successors: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'cancelled', 'interrupted', 'failed'],
  running: ['passed', 'failed', 'timed-out', 'cancelled', 'interrupted'],
  passed: [],
  failed: [],
  'timed-out': [],
  cancelled: [],
  interrupted: [],
};

export type RunChange = Partial<Omit<Run, 'id' | 'requestId' | 'suite' | 'environment' | 'queuedAt'>>;

/**
 * The run after a change. A change of state that the life of a run does not have leaves the run as it is:
 * the first end of a run wins, so a late report cannot undo a cancellation that was already told.
 */
export function nextRun(run: Run, change: RunChange): Run {
  const state = change.state ?? run.state;
  if (state !== run.state && !successors[run.state].includes(state)) return run;
  return { ...run, ...change };
}
