import { formatDuration } from '#domain/duration.ts';
import { elapsedMs, type Run } from '#domain/run.ts';
import { runInWords } from '#domain/run-words.ts';
import { totalOf } from '#domain/test-result.ts';

import { oneLine } from './one-line.ts';

/** What a terminal shows of a run while it goes on, in one line. */
export function progressLine(run: Run, now: Date): string {
  if (run.state === 'queued') return `${run.id}: ${run.suite} on ${run.environment} queued`;
  if (run.state !== 'running') return runInWords(run, now);
  const done = totalOf(run.counts);
  const red = run.counts.failed + run.counts.error;
  const parts = [
    `${run.id}: ${run.suite} on ${run.environment}`,
    run.expected === undefined ? `${done} done` : `${done} of ${run.expected} done`,
    red === 0 ? undefined : `${red} failed`,
    formatDuration(elapsedMs(run, now) ?? 0),
    run.latestTest,
  ];
  return oneLine(parts.filter((part) => part !== undefined).join(' · '));
}
