import { formatAge } from './age.ts';
import { formatDuration } from './duration.ts';
import { isOpen, type Incident } from './incident.ts';
import type { Step } from './probe.ts';
import type { Status } from './reply.ts';

/** What is wrong, in one sentence: `chat on staging is down: closed with 1011 at hold`. */
export function incidentTitle(incident: Pick<Incident, 'alarm'> & Partial<Incident>): string {
  const { kind, environment, layer, code, endpoints } = incident.alarm;
  const endpointCount = concernedBy(incident);
  const isPast = isQuiet(incident);
  const where = environment === undefined ? '' : ` on ${environment}`;
  const one = endpoints[0] ?? 'An endpoint';
  const who = endpointCount === 1 ? one : `${endpointCount} endpoints`;
  const how = troubleInWords(layer, code);
  const so = how === '' ? '' : `: ${how}`;
  switch (kind) {
    case 'outage':
      return `${who}${where} ${isPast ? (endpointCount === 1 ? 'was' : 'were') : endpointCount === 1 ? 'is' : 'are'} down${so}`;
    case 'close-spike':
      return `More closes than usual${where}${code === undefined ? '' : `: ${code.replace('CLOSE_', '')}`} of ${who}`;
    case 'failure-rate':
      return `More failures than usual${where}, ${who}${so}`;
    case 'runner-offline':
      return isPast
        ? 'Teneleven itself reached nothing, so nothing was known of the endpoints'
        : 'Teneleven itself reaches nothing, so nothing is known of the endpoints';
    case 'no-data':
      if (endpointCount === 0)
        return `The sweep ${incident.alarm.sweep ?? ''}${where} ${isPast ? 'was' : 'is'} not carried out`;
      return `${who}${where} ${isPast ? 'could not' : 'cannot'} be measured`;
  }
}

/** Nothing of it fails any more, as far as was seen. */
export function isQuiet({ state, quietSince }: Partial<Incident>): boolean {
  return state === 'resolved' || quietSince !== undefined;
}

/** How many endpoints it is about; of what is past, the most that there were at once. */
export function concernedBy(incident: Pick<Incident, 'alarm'> & Partial<Incident>): number {
  const { endpointCount } = incident.alarm;
  return isQuiet(incident) ? Math.max(endpointCount, incident.most ?? 0) : endpointCount;
}

/** `closed with 1011 at hold`, `HTTP 502 at upgrade`, `ECONNREFUSED at tcp`. */
function troubleInWords(layer: Step | undefined, code: string | undefined): string {
  const [, kind, number] = /^(CLOSE|STATUS)_(\d+)$/u.exec(code ?? '') ?? [];
  const what = kind === undefined ? code : `${kind === 'CLOSE' ? 'closed with' : 'HTTP'} ${number}`;
  return [what, layer === undefined ? undefined : `at ${layer}`].filter((part) => part !== undefined).join(' ');
}

/** The title and what became of it: `… , acknowledged by ada`. */
export function incidentHeadline(incident: Incident): string {
  const title = `${incidentTitle(incident)}${quietInWords(incident)}`;
  switch (incident.state) {
    case 'triggered':
      return title;
    case 'acknowledged':
      return `${title}, acknowledged by ${incident.acknowledgedBy?.name ?? 'somebody'}`;
    case 'silenced':
      return `${title}, silenced${incident.silencedUntil === undefined ? '' : ` until ${clockOf(incident.silencedUntil)}`}`;
    case 'flapping':
      return `${title}, flapping`;
    case 'resolved':
      return `Resolved after ${openFor(incident, new Date(incident.resolvedAt ?? incident.seenAt))}: ${title}`;
  }
}

/** `i3 triggered 12 min ago: chat on staging is down: closed with 1011 at hold`. */
export function incidentInWords(incident: Incident, now: Date): string {
  const { id, state, triggeredAt, resolvedAt } = incident;
  const at = state === 'resolved' ? (resolvedAt ?? triggeredAt) : triggeredAt;
  const opened = state === 'triggered' || state === 'resolved' ? '' : ', opened';
  return `${id} ${state}${opened} ${formatAge(at, now)}: ${incidentTitle(incident)}${quietInWords(incident)}`;
}

/** `, no failure since 16:40 UTC`; empty while it fails, and once it is resolved. */
export function quietInWords({ state, quietSince }: Incident): string {
  return state === 'resolved' || quietSince === undefined ? '' : `, no failure since ${clockOf(quietSince)}`;
}

/** Who did what about it last and when: `acknowledged by ada 5 min ago`; undefined while nobody did anything. */
export function incidentCare({ entries, state, silencedUntil }: Incident, now: Date): string | undefined {
  // Who cared for it before it came back does not care for it now.
  const again = entries.findLastIndex(({ kind }) => kind === 'reopened' || kind === 'flapping');
  const current = entries.slice(again + 1);
  const done = current.findLast(({ by }) => by !== undefined);
  const acknowledged = state === 'resolved' ? undefined : current.findLast(({ kind }) => kind === 'acknowledged');
  const cares = [...new Set([acknowledged, done])].filter((entry) => entry !== undefined);
  const words = cares.map(({ text, at }) => `${lowerFirst(text)} ${formatAge(at, now)}`);
  if (state === 'silenced' && silencedUntil !== undefined && done === undefined) {
    words.push(`silenced until ${clockOf(silencedUntil)}`);
  }
  return words.length === 0 ? undefined : words.join(', ');
}

/** How long it has been open, or was. */
export function openFor({ triggeredAt, resolvedAt }: Pick<Incident, 'triggeredAt' | 'resolvedAt'>, now: Date): string {
  const end = resolvedAt === undefined ? now.getTime() : Date.parse(resolvedAt);
  return formatDuration(end - Date.parse(triggeredAt));
}

/** `2026-03-02 16:40 UTC`. */
export function pointInTime(at: string): string {
  return `${at.slice(0, 10)} ${clockOf(at)}`;
}

/** `16:40 UTC`. */
export function clockOf(at: string): string {
  return `${at.slice(11, 16)} UTC`;
}

export function incidentStatus({ state }: Pick<Incident, 'state'>): Status {
  if (state === 'silenced') return 'stopped';
  return isOpen({ state }) ? 'failed' : 'passed';
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
