import type { Command, CommandContext } from '#chat/command.ts';
import { readWords } from '#chat/read-words.ts';
import { formatAge } from '#domain/age.ts';
import { incidentCare, incidentInWords, pointInTime } from '#domain/incident-words.ts';
import { byUrgency, incidentStates, isOpen, type Incident, type Silence } from '#domain/incident.ts';
import type { Action, Line, Reply, Section } from '#domain/reply.ts';
import { resolveEnvironment } from '#suites/resolve-target.ts';
import { everything } from '#sweeps/silences.ts';

const usage = 'incidents [<environment>|all]';
const shown = 20;
const listed = 200;
const lateMs = 24 * 3_600_000;
export const incidentsCommand: Command<string | undefined> = {
  name: 'incidents',
  usage,
  summary: 'List what is wrong, who looks after it, and what was resolved in the last day',
  permission: 'read',
  parse: (words) => readWords(words, { usage, plain: 1 }).plain[0],
  async run(word, context) {
    const { store, configuration, now } = context;
    const environment = word === undefined || word === 'all' ? undefined : resolveEnvironment(word, configuration).name;
    const since = word === 'all' ? undefined : new Date(now().getTime() - lateMs).toISOString();
    const { incidents, silences } = store.watch;
    const [open, resolved, silenced] = await Promise.all([
      incidents.list({ states: incidentStates.filter((state) => isOpen({ state })), limit: listed }),
      incidents.list({ environment, states: ['resolved'], since, limit: shown }),
      silences.list(now()),
    ]);
    const there = silenced.filter((silence) => environment === undefined || silence.environment === environment);
    // That this machine is offline is of no environment, and concerns each.
    const here = open.filter(
      ({ alarm }) => environment === undefined || [environment, undefined].includes(alarm.environment),
    );
    return incidentsReply({ open: here.toSorted(byUrgency), resolved, silences: there }, context);
  },
};

interface Listed {
  readonly open: readonly Incident[];
  readonly resolved: readonly Incident[];
  readonly silences: readonly Silence[];
}

function incidentsReply({ open, resolved, silences }: Listed, { now }: CommandContext): Reply {
  const lines = [...open.slice(0, shown), ...resolved].map((incident) => lineOf(incident, now()));
  const hidden = open.length - Math.min(open.length, shown);
  return {
    headline: headlineOf(open, resolved.length),
    status: open.some(({ state }) => state !== 'silenced') ? 'failed' : 'note',
    sections: [
      ...(lines.length === 0 ? [] : [{ kind: 'list', items: lines } as const]),
      ...(hidden === 0 ? [] : [aside(`… and ${hidden} more that are open`)]),
      ...silences.slice(0, shown).map((silence) => aside(silenceInWords(silence, now()))),
    ],
    actions: open.slice(0, 3).map(({ id }): Action => ({ label: `Show ${id}`, words: ['show', id] })),
    json: { incidents: [...open, ...resolved], silences },
  };
}

function headlineOf(open: readonly Incident[], resolved: number): string {
  if (open.length === 0)
    return resolved === 0 ? 'No incident is open' : `No incident is open; ${resolved} resolved lately`;
  const waiting = open.filter(({ state }) => state === 'triggered' || state === 'flapping').length;
  const count = open.length === 1 ? '1 incident is open' : `${open.length} incidents are open`;
  return `${count}, ${waiting === 0 ? 'all looked after or silenced' : `${waiting} of them not acknowledged`}`;
}

function lineOf(incident: Incident, now: Date): Line {
  const care = incidentCare(incident, now);
  return [incidentInWords(incident, now), ...(care === undefined ? [] : [` · ${care}`])];
}

function silenceInWords({ endpoint, environment, until, by, at }: Silence, now: Date): string {
  const what = endpoint === everything ? `Everything on ${environment}` : `${endpoint} on ${environment}`;
  return `${what} is silenced until ${pointInTime(until)} by ${by.name}, ${formatAge(at, now)}`;
}

function aside(words: string): Section {
  return { kind: 'aside', line: [words] };
}
