import type { Command, CommandContext } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import type { Line, Reply, Section } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { runInWords, selectionInWords, showsStanding, statusOf } from '#domain/run-words.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';

const usage = 'status [<environment>]';
const depth = 200;

export const statusCommand: Command<string | undefined> = {
  name: 'status',
  usage,
  summary: 'Say what is running and how each suite stood last, with its age',
  permission: 'read',
  parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
  async run(name, context) {
    const all = [...context.configuration.environments.keys()];
    const names = name === undefined ? all : [resolveEnvironment(name, context.configuration).name];
    const states = await Promise.all(names.map((each) => stateOf(each, context)));
    return statusReply(states, context);
  },
};

interface EnvironmentState {
  readonly name: string;
  readonly lock?: string | undefined;
  readonly active: readonly Run[];
  /** The newest run of each suite that was whole and came to its end: how the suite stands. */
  readonly latest: readonly Run[];
  /** Newer runs that were partial, stopped or interrupted: they say nothing of the whole. */
  readonly since: readonly Run[];
  readonly neverRun: readonly string[];
}

async function stateOf(name: string, { store, configuration, now }: CommandContext): Promise<EnvironmentState> {
  const lock = await store.locks.get(name);
  const active = (await store.runs.active()).filter((run) => run.environment === name);
  const recent = (await store.runs.list({ environment: name, limit: depth })).filter((run) => !isActive(run));
  const suites = [...configuration.suites.keys()];
  const latest = suites.flatMap((suite) => recent.find((run) => run.suite === suite && showsStanding(run)) ?? []);
  const since = suites.flatMap((suite) => recent.find((run) => run.suite === suite) ?? []);
  return {
    name,
    lock: lock && `locked by ${lock.by.name} ${formatAge(lock.at, now())}: ${lock.reason ?? 'no reason given'}`,
    active,
    latest,
    since: since.filter((run) => !showsStanding(run)),
    neverRun: suites.filter((suite) => !since.some((run) => run.suite === suite)),
  };
}

function statusReply(states: readonly EnvironmentState[], { now }: CommandContext): Reply {
  const latest = states.flatMap((state) => state.latest);
  const red = latest.filter((run) => statusOf(run) === 'failed');
  const running = states.flatMap((state) => state.active).length;
  const activity = running === 0 ? 'nothing is running' : `${running} running or queued`;
  return {
    headline:
      latest.length === 0
        ? `No run has ended yet; ${activity}`
        : `${red.length} of ${latest.length} suites red at their last run; ${activity}`,
    status: red.length > 0 ? 'failed' : 'note',
    sections: states.flatMap((state) => sectionsOf(state, now())),
    actions: red.slice(0, 3).map((run) => ({ label: `Show ${run.id}`, words: ['show', run.id] })),
    json: { environments: states },
  };
}

function sectionsOf(state: EnvironmentState, now: Date): readonly Section[] {
  const lines: Line[] = [
    ...state.active.map((run): Line => [runInWords(run, now)]),
    ...state.latest.map((run): Line => [runInWords(run, now), `, ${formatAge(run.endedAt ?? run.queuedAt, now)}`]),
    ...state.since.map((run): Line => [`since then ${partInWords(run)}${runInWords(run, now)}`]),
  ];
  const title: Line = [{ kind: 'strong', text: state.name }, state.lock === undefined ? '' : ` · ${state.lock}`];
  return [
    { kind: 'text', line: title },
    ...(lines.length === 0 ? [] : [{ kind: 'list', items: lines } as const]),
    ...(state.neverRun.length === 0
      ? []
      : [{ kind: 'aside', line: [`Not run yet: ${state.neverRun.join(', ')}`] } as const]),
  ];
}

function partInWords({ selection }: Run): string {
  const part = selectionInWords(selection);
  return part === undefined ? '' : `only ${part}: `;
}
