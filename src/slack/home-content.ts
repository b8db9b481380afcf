import { formatAge } from '#domain/age.ts';
import type { Configuration, Suite } from '#domain/configuration.ts';
import { note, type Action, type Reply } from '#domain/reply.ts';
import { isActive, type Run } from '#domain/run.ts';
import { runInWords, showsStanding, statusOf } from '#domain/run-words.ts';
import { totalOf } from '#domain/test-result.ts';
import type { EnvironmentLock, Store } from '#state/state.ts';

export interface HomeFacts {
  readonly active: readonly Run[];
  readonly locks: readonly EnvironmentLock[];
  /** In order of priority, each with its newest finished run. */
  readonly suites: readonly { readonly suite: Suite; readonly latest: Run | undefined }[];
  readonly now: Date;
}

const depth = 200;
const maxActive = 5;
const maxLocks = 3;
const maxSuites = 14;

export async function gatherHome(store: Store, configuration: Configuration, now: Date): Promise<HomeFacts> {
  const [active, locks, recent] = await Promise.all([
    store.runs.active(),
    store.locks.list(),
    store.runs.list({ limit: depth }),
  ]);
  const suites = [...configuration.suites.values()].sort((one, other) => one.priority - other.priority);
  const ended = recent.filter((run) => !isActive(run));
  return {
    active,
    locks,
    suites: suites.map((suite) => ({
      suite,
      latest: ended.find((run) => run.suite === suite.name && showsStanding(run)),
    })),
    now,
  };
}

/** The Home tab as replies, one below the other. */
export function homeReplies(facts: HomeFacts, command: string): readonly Reply[] {
  return [
    topReply(facts),
    ...facts.active.slice(0, maxActive).map((run) => activeReply(run, facts.now)),
    ...facts.locks.slice(0, maxLocks).map((lock) => lockReply(lock, facts.now)),
    ...facts.suites.slice(0, maxSuites).map((each) => suiteReply(each, facts.now)),
    lastReply(facts, command),
  ];
}

function topReply({ active, suites }: HomeFacts): Reply {
  const running = active.filter((run) => run.state === 'running').length;
  const red = suites.filter(({ latest }) => latest !== undefined && statusOf(latest) === 'failed').length;
  const activity = active.length === 0 ? 'Nothing is running' : `${running} running, ${active.length - running} queued`;
  return {
    ...note(red === 0 ? activity : `${activity}; ${red} of ${suites.length} suites red at their last run`),
    actions: [
      { label: 'Run a suite', words: ['run'], style: 'primary' },
      { label: 'Status', words: ['status'] },
      { label: 'History', words: ['history'] },
    ],
  };
}

function activeReply(run: Run, now: Date): Reply {
  const { counts, requestedBy, queuedAt } = run;
  const bar = { kind: 'bar', done: totalOf(counts), total: run.expected, red: counts.failed + counts.error } as const;
  return {
    headline: runInWords(run, now),
    status: 'note',
    sections: [
      ...(run.state === 'running' ? [bar] : []),
      { kind: 'aside', line: [`asked for by ${requestedBy.name} ${formatAge(queuedAt, now)}`] },
    ],
    actions: [
      { label: 'Stop', words: ['stop', run.id], style: 'danger' },
      { label: 'Show', words: ['show', run.id] },
    ],
  };
}

function lockReply({ environment, by, at, reason }: EnvironmentLock, now: Date): Reply {
  return {
    ...note(`${environment} is locked by ${by.name} ${formatAge(at, now)}: ${reason ?? 'no reason given'}`),
    actions: [{ label: `Unlock ${environment}`, words: ['unlock', environment] }],
  };
}

function suiteReply({ suite, latest }: HomeFacts['suites'][number], now: Date): Reply {
  const show: readonly Action[] =
    latest === undefined ? [] : [{ label: `Show ${latest.id}`, words: ['show', latest.id] }];
  const last =
    latest === undefined
      ? 'Not run yet'
      : `${runInWords(latest, now)}, ${formatAge(latest.endedAt ?? latest.queuedAt, now)}`;
  return {
    ...note(`${suite.name} (p${suite.priority})`, { kind: 'text', line: [last] }),
    actions: [{ label: `Run ${suite.name}`, words: ['run', suite.name] }, ...show],
  };
}

function lastReply({ active, suites }: HomeFacts, command: string): Reply {
  const hidden = [
    active.length > maxActive ? `${active.length - maxActive} more runs: ${command} status` : [],
    suites.length > maxSuites ? `${suites.length - maxSuites} more suites: ${command} suites` : [],
  ].flat();
  return note([...hidden, `${command} help lists all commands`].join(' · '));
}
