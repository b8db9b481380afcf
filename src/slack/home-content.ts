import { formatAge } from '#domain/age.ts';
import { configurationSections } from '#domain/configuration-problem.ts';
import { byUrgency, type Incident } from '#domain/incident.ts';
import { loopActions } from '#domain/loop-report.ts';
import { loopInWords } from '#domain/loop-words.ts';
import { note, type Action, type Reply } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { runInWords } from '#domain/run-words.ts';
import { totalOf } from '#domain/test-result.ts';
import type { EnvironmentStatus, LoopStatus, StatusFacts, SuiteStatus } from '#status/status-facts.ts';
import { endpointSections, statusHeadline } from '#status/status-reply.ts';
import { incidentLine } from '#status/status-words.ts';

const maxIncidents = 5;
const maxActive = 5;
const maxEnvironments = 4;
const maxSuites = 6;
const maxLoops = 2;

/** The Home tab as replies, one below the other, the worst first. */
export function homeReplies(facts: StatusFacts, command: string): readonly Reply[] {
  const { environments, now } = facts;
  const active = environments.flatMap((environment) => environment.active);
  const loops = environments.flatMap((environment) => environment.loops);
  const suites = suitesOnce(environments);
  const incidents = incidentsOnce(environments);
  return [
    topReply(facts),
    ...loops.slice(0, maxLoops).map((each) => loopReply(each, now)),
    ...incidents.slice(0, maxIncidents).map((incident) => incidentReply(incident, now)),
    ...active.slice(0, maxActive).map((run) => activeReply(run, now)),
    ...environments.slice(0, maxEnvironments).flatMap((environment) => environmentReply(environment, now)),
    ...suites.slice(0, maxSuites).map((each) => suiteReply(each, now)),
    lastReply([
      surplus(loops.length, maxLoops, `more loops: ${command} status`),
      surplus(incidents.length, maxIncidents, `more incidents: ${command} incidents`),
      surplus(active.length, maxActive, `more runs: ${command} status`),
      surplus(environments.length, maxEnvironments, `more environments: ${command} status`),
      surplus(suites.length, maxSuites, `more suites: ${command} suites`),
      `${command} help lists all commands`,
    ]),
  ];
}

function topReply(facts: StatusFacts): Reply {
  return {
    ...note(statusHeadline(facts), ...configurationSections(facts.configurationProblem, facts.now)),
    actions: [
      { label: 'Run a suite', words: ['run'], style: 'primary' },
      { label: 'Status', words: ['status'] },
      { label: 'History', words: ['history'] },
    ],
  };
}

function incidentReply(incident: Incident, now: Date): Reply {
  const { id, state } = incident;
  const ack: readonly Action[] = state === 'triggered' ? [{ label: 'Acknowledge', words: ['ack', id] }] : [];
  return {
    ...note(`Incident ${id}`, { kind: 'text', line: incidentLine(incident, now) }),
    actions: [...ack, { label: 'Show', words: ['show', id] }],
  };
}

/** There is one for each environment at most. */
function loopReply({ loop, facts }: LoopStatus, now: Date): Reply {
  const { requestedBy, queuedAt } = loop;
  const asked = `${loop.id} · asked for by ${requestedBy.name} ${formatAge(queuedAt, now)}`;
  // The card has the buttons to decide.
  const card: readonly Action[] =
    loop.state !== 'waiting' || loop.waitsFor === undefined
      ? []
      : [{ label: `Show ${loop.waitsFor}`, words: ['show', loop.waitsFor], style: 'primary' }];
  return {
    ...note(loopInWords(loop, facts), { kind: 'aside', line: [asked] }),
    actions: [...card, ...loopActions(loop)],
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

/** Its lock and its endpoints; nothing where it has neither. */
function environmentReply(environment: EnvironmentStatus, now: Date): readonly Reply[] {
  const { name, lock } = environment;
  const sections = endpointSections(environment, now);
  if (lock === undefined && sections.length === 0) return [];
  const headline =
    lock === undefined
      ? name
      : `${name} is locked by ${lock.by.name} ${formatAge(lock.at, now)}: ${lock.reason ?? 'no reason given'}`;
  const unlock: readonly Action[] = lock === undefined ? [] : [{ label: `Unlock ${name}`, words: ['unlock', name] }];
  const probe: readonly Action[] =
    environment.endpoints.length === 0 ? [] : [{ label: `Probe ${name}`, words: ['probe', 'all', 'on', name] }];
  return [{ ...note(headline, ...sections), actions: [...unlock, ...probe] }];
}

function suiteReply({ suite, latest }: SuiteStatus, now: Date): Reply {
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

/** Each suite with its newest run, wherever that was. */
function suitesOnce(environments: readonly EnvironmentStatus[]): readonly SuiteStatus[] {
  const newest = new Map<string, SuiteStatus>();
  for (const status of environments.flatMap(({ suites }) => suites)) {
    const known = newest.get(status.suite.name);
    if (known === undefined || (known.latest?.queuedAt ?? '') < (status.latest?.queuedAt ?? '')) {
      newest.set(status.suite.name, status);
    }
  }
  return [...newest.values()].sort((one, other) => one.suite.priority - other.suite.priority);
}

/** One that is of no environment is told with each of them. */
function incidentsOnce(environments: readonly EnvironmentStatus[]): readonly Incident[] {
  const all = environments.flatMap(({ incidents }) => incidents);
  return [...new Map(all.map((each) => [each.id, each])).values()].toSorted(byUrgency);
}

function surplus(many: number, shown: number, words: string): string | undefined {
  return many > shown ? `${many - shown} ${words}` : undefined;
}

function lastReply(parts: readonly (string | undefined)[]): Reply {
  return note(parts.filter((part) => part !== undefined).join(' · '));
}
