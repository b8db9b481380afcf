import { formatDuration } from '#domain/duration.ts';
import { note, type Line, type Reply, type Section } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { statusOf } from '#domain/run-words.ts';
import { totalOf } from '#domain/test-result.ts';

import { mostTellingLine } from '#domain/most-telling-line.ts';
import { plural } from '#domain/plural.ts';
import { metNothing, shownFailures, type MarkedFailure, type RunFacts } from './run-facts.ts';

/** A start so late is a change of state worth a message. */
const lateMs = 30_000;
const longestId = 300;

/** Undefined: it started at once, or did not start. */
export function startedReply(run: Run): Reply | undefined {
  if (run.startedAt === undefined) return undefined;
  const waitedMs = Date.parse(run.startedAt) - Date.parse(run.queuedAt);
  return waitedMs < lateMs ? undefined : note(`Started after ${formatDuration(waitedMs)} in the queue`);
}

/** The file with all failures, where a message does not hold them. */
export function failuresFileName(run: Run): string {
  return `${run.id}-failures.txt`;
}

/** How it ended, when the tests themselves do not say it. */
export function endedReply(run: Run, facts: RunFacts): Reply | undefined {
  const headline = endedWords(run);
  if (headline === undefined) return undefined;
  const owner = facts.failures.length === 0 ? ownerSection(run, facts) : [];
  return { ...note(headline, ...owner), status: owner.length > 0 ? 'failed' : 'note' };
}

function endedWords(run: Run): string | undefined {
  switch (run.state) {
    case 'timed-out':
      return `Timed out: ${run.verdictReason ?? 'the suite was ended at its time-out'}`;
    case 'cancelled':
      return `Stopped by ${run.stopRequestedBy?.name ?? 'a request'}`;
    case 'interrupted':
      return 'Teneleven was restarted while this ran; nothing was repeated';
    case 'failed':
      return run.counts.failed + run.counts.error > 0 ? undefined : `Failed: ${run.verdictReason ?? 'no test is red'}`;
    case 'queued':
    case 'running':
    case 'passed':
      return undefined;
  }
}

/** At most ten failures, each with the line that matters; the owner, once, when the run ended red. */
export function failuresReply(run: Run, facts: RunFacts): Reply | undefined {
  const { failures } = facts;
  if (failures.length === 0) return undefined;
  const shown = failures.slice(0, shownFailures);
  const more = failures.length - shown.length;
  const rest = more > 0 ? [text([`${plural(more, 'more failure')} in ${failuresFileName(run)}`])] : [];
  const list: Section = { kind: 'list', items: shown.map(failureLine) };
  return note(headlineOf(run, failures), list, ...rest, ...ownerSection(run, facts));
}

/** What changed since it was green last. */
export function comparedReply({ compared }: RunFacts): Reply | undefined {
  if (compared === undefined) return undefined;
  return note('Compared with the last green run', compared);
}

function headlineOf(run: Run, failures: readonly MarkedFailure[]): string {
  const kinds = (['new', 'flaky', 'known'] as const).flatMap((kind) => {
    const count = failures.filter(({ mark }) => mark.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `${failures.length} of ${plural(Math.max(totalOf(run.counts), failures.length), 'test')} failed: ${kinds.join(', ')}`;
}

function failureLine({ test, mark }: MarkedFailure): Line {
  const id = test.id.length <= longestId ? test.id : `…${test.id.slice(1 - longestId).toWellFormed()}`;
  return [
    { kind: 'code', text: id },
    `\n${mostTellingLine(test.failure)}\n`,
    `${test.outcome === 'error' ? 'could not be judged' : 'failed'} after ${formatDuration(test.durationMs)} · ${mark.words}`,
  ];
}

/** The one mention. Handles such as `@channel` stay text: only ids of people and groups are mentioned. */
function ownerSection(run: Run, { suite }: RunFacts): readonly Section[] {
  // A loop may mend it by itself: it calls the owner when it does not.
  if (suite?.owner === undefined || run.partOf !== undefined || statusOf(run) !== 'failed' || metNothing(run))
    return [];
  return [text([`Owner of ${run.suite}: `, { kind: 'person', id: suite.owner }])];
}

function text(line: Line): Section {
  return { kind: 'text', line };
}
