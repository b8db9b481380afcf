import { formatDuration } from '#domain/duration.ts';
import { plural } from '#domain/plural.ts';
import { elapsedMs, type Run } from '#domain/run.ts';
import { totalOf } from '#domain/test-result.ts';

import { redCount, type RunFacts } from './run-facts.ts';

/** One sentence that says all by itself, for the root of a run. */
export function runHeadline(run: Run, facts: RunFacts): string {
  const name = `${run.suite} on ${run.environment}`;
  switch (run.state) {
    case 'queued':
      return `${name} is queued${facts.ahead === 0 ? ', next in line' : `, ${plural(facts.ahead, 'run')} before it`}`;
    case 'running':
      return `${name} is running${redCount(run) === 0 ? '' : `, ${redCount(run)} failed so far`}`;
    case 'passed':
      return `${name} passed${passedWords(run)}: ${plural(totalOf(run.counts), 'test')}${inTime(run, facts)}`;
    case 'failed':
      return redCount(run) > 0
        ? `${name} failed: ${redCount(run)} of ${plural(totalOf(run.counts), 'test')}${inTime(run, facts)}`
        : `${name} failed${afterTime(run, facts)}: ${reasonWords(run)}`;
    case 'timed-out':
      return `${name} timed out${afterTime(run, facts)}, ${doneWords(run)}`;
    case 'cancelled':
      return `${name} was stopped${byWhom(run)}${run.startedAt === undefined ? ' before it started' : `${afterTime(run, facts)}, ${doneWords(run)}`}`;
    case 'interrupted':
      return `${name} was interrupted${run.startedAt === undefined ? ' before it started' : `${afterTime(run, facts)}, ${doneWords(run)}`}`;
  }
}

/** `1m 12s, last time 3m 31s`; undefined before it started. */
export function timeWords(run: Run, facts: RunFacts): string | undefined {
  const elapsed = elapsedMs(run, facts.now);
  if (elapsed === undefined) return undefined;
  const last = facts.lastDurationMs === undefined ? '' : `, last time ${formatDuration(facts.lastDurationMs)}`;
  return `${formatDuration(elapsed)}${last}`;
}

/** The name of a test without its file. */
export function shortName(id: string): string {
  const name =
    id
      .split(/::| > /u)
      .at(-1)
      ?.trim() ?? '';
  return name === '' ? id : name;
}

function passedWords(run: Run): string {
  if (run.verdict === 'invalid') return ', but the run is invalid';
  return run.verdict === 'proven' ? ', proven' : ', unproven';
}

function reasonWords(run: Run): string {
  return run.verdictReason ?? run.findings[0]?.message ?? 'no test is red';
}

function doneWords(run: Run): string {
  const done = totalOf(run.counts);
  const of =
    run.expected === undefined || run.expected < done
      ? plural(done, 'test')
      : `${done} of ${plural(run.expected, 'test')}`;
  return `${of} done${redCount(run) === 0 ? '' : `, ${redCount(run)} failed`}`;
}

function byWhom(run: Run): string {
  return run.stopRequestedBy === undefined ? '' : ` by ${run.stopRequestedBy.name}`;
}

function inTime(run: Run, facts: RunFacts): string {
  const elapsed = elapsedMs(run, facts.now);
  return elapsed === undefined ? '' : ` in ${formatDuration(elapsed)}`;
}

function afterTime(run: Run, facts: RunFacts): string {
  const elapsed = elapsedMs(run, facts.now);
  return elapsed === undefined ? '' : ` after ${formatDuration(elapsed)}`;
}
