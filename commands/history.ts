import type { Command } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import { formatDuration } from '#domain/duration.ts';
import { loopInWords } from '#domain/loop-words.ts';
import type { Loop } from '#domain/loop.ts';
import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { note, type Line, type Section } from '#domain/reply.ts';
import { elapsedMs, type Run } from '#domain/run.ts';
import { countsInWords, stateInWords } from '#domain/run-words.ts';

const usage = 'history [<suite>]';
const shown = 15;
const shownLoops = 5;
const columns = ['run', 'suite', 'on', 'result', 'tests', 'took', 'when', 'by'];

export const historyCommand: Command<string | undefined> = {
  name: 'history',
  usage,
  summary: 'List the latest runs, of all suites or of one, and the latest loops',
  permission: 'read',
  parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
  async run(suite, { configuration, store, now }) {
    const runs = await store.runs.list({ suite, limit: shown });
    if (runs.length === 0 && suite !== undefined && !configuration.suites.has(suite)) {
      throw unknownSuite(suite, [...configuration.suites.keys()]);
    }
    const loops = suite === undefined ? await store.work.loops.list({ limit: shownLoops }) : [];
    const of = suite === undefined ? '' : ` of ${suite}`;
    if (runs.length + loops.length === 0) return { ...note(`No runs${of} yet`), json: { runs } };
    return {
      ...note(
        runs.length === 0 ? `No runs${of} yet` : `The latest ${runs.length === 1 ? 'run' : `${runs.length} runs`}${of}`,
        {
          kind: 'table',
          columns,
          rows: runs.map((run) => rowOf(run, now())),
        },
        ...loopSections(loops, now()),
      ),
      json: { runs, loops },
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

function loopSections(loops: readonly Loop[], now: Date): readonly Section[] {
  if (loops.length === 0) return [];
  const facts = { now, runs: new Map(), probings: new Map(), audits: new Map() };
  const items = loops.map((loop): Line => [
    { kind: 'strong', text: loop.id },
    ` ${loopInWords(loop, facts)}, ${formatAge(loop.endedAt ?? loop.queuedAt, now)}`,
  ]);
  return [
    { kind: 'text', line: [{ kind: 'strong', text: 'The latest loops' }] },
    { kind: 'list', items },
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
