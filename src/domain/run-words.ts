import { formatDuration } from './duration.ts';
import { plural } from './plural.ts';
import type { Status } from './reply.ts';
import { elapsedMs, type Run, type Selection } from './run.ts';
import { testOutcomes, totalOf, type Counts } from './test-result.ts';

/** `23 passed, 2 failed`; `no tests yet` for none. */
export function countsInWords(counts: Counts): string {
  const parts = testOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => (outcome === 'error' ? plural(counts.error, 'error') : `${counts[outcome]} ${outcome}`));
  return parts.length === 0 ? 'no tests' : parts.join(', ');
}

/** What became of a run, in words that stand alone: `passed, unproven`, `failed`, `stopped by Ada`. */
export function stateInWords(run: Run): string {
  if (run.state === 'passed') return run.verdict === undefined ? 'passed' : `passed, ${run.verdict}`;
  if (run.state === 'timed-out') return 'timed out';
  if (run.state === 'cancelled') {
    return run.stopRequestedBy === undefined ? 'cancelled' : `cancelled by ${run.stopRequestedBy.name}`;
  }
  return run.state;
}

/** `r12: critical on staging failed, 23 passed, 2 failed in 3m 31s`. */
export function runInWords(run: Run, now: Date): string {
  const elapsed = elapsedMs(run, now);
  const span = elapsed === undefined ? '' : ` in ${formatDuration(elapsed)}`;
  const counts = totalOf(run.counts) === 0 ? '' : `, ${countsInWords(run.counts)}`;
  return `${run.id}: ${run.suite} on ${run.environment} ${stateInWords(run)}${counts}${span}`;
}

/** `-k "slow"`, `failed tests of r7`; undefined when all of the suite was asked for. */
export function selectionInWords({ keyword, rerunOf, proves }: Selection): string | undefined {
  if (proves !== undefined) return `tests of ${proves.run} against targets that do not work`;
  if (rerunOf !== undefined) return `failed tests of ${rerunOf}`;
  return keyword === undefined ? undefined : `-k ${JSON.stringify(keyword)}`;
}

/** A part of a suite being green says nothing of the rest; a run that was ended early says nothing at all. */
export function showsStanding({ state, selection }: Pick<Run, 'state' | 'selection'>): boolean {
  return selectionInWords(selection) === undefined && ['passed', 'failed', 'timed-out'].includes(state);
}

export function statusOf(run: Pick<Run, 'state' | 'verdict'>): Status {
  switch (run.state) {
    case 'queued':
    case 'running':
      return run.state;
    case 'passed':
      return run.verdict === 'proven' ? 'passed' : 'unproven';
    case 'failed':
    case 'timed-out':
      return 'failed';
    case 'cancelled':
    case 'interrupted':
      return 'stopped';
  }
}
