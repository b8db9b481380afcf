import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import { formatDuration } from '#domain/duration.ts';
import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note } from '#domain/reply.ts';
import { elapsedMs, type Run } from '#domain/run.ts';
import { countsInWords, stateInWords } from '#domain/run-words.ts';

const usage = 'history [<suite>]';
const shown = 15;
const columns = ['run', 'suite', 'on', 'result', 'tests', 'took', 'when', 'by'];

export const historyCommand: Command<string | undefined> = {
  name: 'history',
  usage,
  summary: 'List the latest runs, of all suites or of one',
  permission: 'read',
  parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
  async run(suite, { configuration, store, now }) {
    const runs = await store.runs.list({ suite, limit: shown });
    if (runs.length === 0 && suite !== undefined && !configuration.suites.has(suite)) {
      throw unknownSuite(suite, [...configuration.suites.keys()]);
    }
    const of = suite === undefined ? '' : ` of ${suite}`;
    if (runs.length === 0) return { ...note(`No runs${of} yet`), json: { runs } };
    return {
      ...note(`The latest ${runs.length === 1 ? 'run' : `${runs.length} runs`}${of}`, {
        kind: 'table',
        columns,
        rows: runs.map((run) => rowOf(run, now())),
      }),
      json: { runs },
    };
  },
};

function rowOf(run: Run, now: Date): readonly string[] {
  const elapsed = elapsedMs(run, now);
  return [
    run.id,
    run.suite,
    run.environment,
    stateInWords(run),
    countsInWords(run.counts),
    elapsed === undefined ? 'not started' : formatDuration(elapsed),
    formatAge(run.endedAt ?? run.queuedAt, now),
    run.requestedBy.name,
  ];
}

function unknownSuite(suite: string, known: readonly string[]): OperatorError {
  const likely = nearest(suite, known);
  return new OperatorError({
    code: 'UNKNOWN_SUITE',
    message: `No suite named "${suite.slice(0, 60)}", and no runs of one`,
    hint: likely === undefined ? `Known suites: ${known.join(', ')}` : `Did you mean "${likely}"?`,
  });
}
