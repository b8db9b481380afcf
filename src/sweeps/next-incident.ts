import type { Actor } from '#domain/actor.ts';
import { formatDuration } from '#domain/duration.ts';
import { isCall } from '#domain/incident-calls.ts';
import { isOpen, type Alarm, type Incident, type IncidentEntry, type IncidentState } from '#domain/incident.ts';

import { extentOf, growthOf, largerExtent, mostOf } from './incident-growth.ts';

export type IncidentChange =
  /** A sweep still sees it. `isSilenced`: everything that it is about now is silenced, so that growth calls nobody. */
  | { readonly kind: 'seen'; readonly alarm: Alarm; readonly isSilenced?: boolean | undefined }
  /** Nothing of it fails at the moment: not yet that it is over. */
  | { readonly kind: 'ease'; readonly at: string }
  /** Sweeps see it no longer. */
  | { readonly kind: 'clear'; readonly at: string; readonly because: string }
  | { readonly kind: 'acknowledge' | 'resolve'; readonly at: string; readonly by: Actor }
  /** `text`: what the entry says, where it is not one person's wish about this incident. */
  | {
      readonly kind: 'silence';
      readonly at: string;
      readonly by: Actor;
      readonly until: string;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'unsilence'; readonly at: string; readonly by: Actor }
  /** Time goes by. `remindersMs`: how long after it was triggered people are called again. */
  | { readonly kind: 'pass'; readonly at: string; readonly remindersMs: readonly number[] };

/** What comes back within this time after it was resolved is the same incident. */
export const reuseMs = 30 * 60_000;
/** So many returns within this time are flapping; see docs/incidents.md. */
const flapping = { returns: 3, withinMs: 2 * 3_600_000, calmMs: 30 * 60_000 } as const;
/** What a person resolved and still fails after this time comes back. */
/** Bursts that confirm run beside each other. */
const openingMs = 5_000;
const disbeliefMs = 3 * 60_000;

const entriesKept = 200;
/** The last places are for changes of state. */
const growthKept = 180;
const flapsKept = 10;

/** The one place that decides what becomes of an incident. Returns the very incident where nothing changes. */
export function nextIncident(incident: Incident, change: IncidentChange): Incident {
  switch (change.kind) {
    case 'seen':
      return isOpen(incident) ? seenOpen(incident, change) : seenResolved(incident, change.alarm);
    case 'ease':
      return isOpen(incident) && incident.quietSince === undefined ? { ...incident, quietSince: change.at } : incident;
    case 'clear':
      return clear(incident, change.at, change.because);
    case 'acknowledge':
      return acknowledge(incident, change);
    case 'silence':
      return silence(incident, change);
    case 'unsilence':
      return incident.state === 'silenced'
        ? unsilence(incident, change.at, { text: `${change.by.name} ended the silence`, by: change.by })
        : incident;
    case 'resolve':
      return isOpen(incident)
        ? resolve(incident, { at: change.at, text: `${change.by.name} called it resolved`, by: change.by })
        : incident;
    case 'pass':
      return pass(incident, change.at, change.remindersMs);
  }
}

/** Whether an alarm at `at` is this resolved incident come back. */
export function isReusable(incident: Incident, at: string): boolean {
  const ageMs = Date.parse(at) - Date.parse(incident.resolvedAt ?? '');
  return incident.state === 'resolved' && ageMs <= reuseMs;
}

function seenOpen(incident: Incident, { alarm, isSilenced }: Extract<IncidentChange, { kind: 'seen' }>): Incident {
  const { seenAt } = alarm;
  const flaps = incident.calmSince === undefined ? incident.flaps : [...incident.flaps, seenAt].slice(-flapsKept);
  const { extent = extentOf(incident.alarm) } = incident;
  const most = mostOf(incident, alarm);
  const seen: Incident = {
    ...incident,
    alarm,
    seenAt,
    flaps,
    extent,
    most,
    calmSince: undefined,
    quietSince: undefined,
  };
  const growth = growthOf(extent, alarm);
  if (growth === undefined) return seen;
  if (isTheOpening(incident, seenAt)) return { ...seen, extent: largerExtent(extent, alarm) };
  const grown = note({ ...seen, extent: largerExtent(extent, alarm) }, { at: seenAt, kind: 'grew', text: growth });
  if (incident.state !== 'silenced' || isSilenced === true) return grown;
  const text = 'The silence is over, since this is more than what was silenced';
  return unsilence(grown, seenAt, { text });
}

/** Groups of one outage are confirmed one after the other; what joins it meanwhile was there from the start. */
function isTheOpening({ entries }: Incident, seenAt: string): boolean {
  const opened = entries.at(-1);
  const isOpening = opened?.kind === 'triggered' || opened?.kind === 'reopened';
  return isOpening && Date.parse(seenAt) - Date.parse(opened.at) < openingMs;
}

function seenResolved(incident: Incident, alarm: Alarm): Incident {
  const { seenAt } = alarm;
  const ageMs = Date.parse(seenAt) - Date.parse(incident.resolvedAt ?? '');
  const byPerson = incident.entries.findLast(({ kind }) => kind === 'resolved')?.by;
  if (!isReusable(incident, seenAt) || ageMs <= (byPerson === undefined ? 0 : disbeliefMs)) return incident;
  const flaps = byPerson === undefined ? [...incident.flaps, seenAt].slice(-flapsKept) : incident.flaps;
  const again: Incident = {
    ...incident,
    alarm,
    extent: largerExtent(incident.extent ?? extentOf(incident.alarm), alarm),
    most: mostOf(incident, alarm),
    seenAt,
    flaps,
    acknowledgedBy: undefined,
    resolvedAt: undefined,
    remindersSent: 0,
  };
  const age = formatDuration(ageMs);
  const what = alarm.evidence[0] === undefined ? '' : `: ${alarm.evidence[0]}`;
  if (isFlappy(again, seenAt)) {
    const calm = formatDuration(flapping.calmMs);
    const text = `Flapping: it came back ${countFlaps(again, seenAt)} times within 2 h, and it counts as resolved after ${calm} of calm`;
    return note({ ...again, state: 'flapping' }, { at: seenAt, kind: 'flapping', text });
  }
  const text =
    byPerson === undefined
      ? `Came back ${age} after it was resolved${what}`
      : `Still so ${age} after ${byPerson.name} called it resolved${what}`;
  return note({ ...again, state: 'triggered' }, { at: seenAt, kind: 'reopened', text });
}

function clear(incident: Incident, at: string, because: string): Incident {
  if (!isOpen(incident)) return incident;
  if (!mustBeCalm(incident, at)) return resolve(incident, { at, text: resolvedText(incident, at, because) });
  if (incident.calmSince === undefined) return { ...incident, calmSince: at };
  return calmEnough(incident, at) ? resolve(incident, { at, text: resolvedText(incident, at, because) }) : incident;
}

function acknowledge(incident: Incident, { at, by }: { readonly at: string; readonly by: Actor }): Incident {
  if (!isOpen(incident) || incident.acknowledgedBy !== undefined) return incident;
  const state = incident.state === 'silenced' ? 'silenced' : 'acknowledged';
  const entry = { at, kind: 'acknowledged', text: `Acknowledged by ${by.name}`, by } as const;
  return note({ ...incident, state, acknowledgedBy: by }, entry);
}

function silence(incident: Incident, change: Extract<IncidentChange, { kind: 'silence' }>): Incident {
  const { at, by, until } = change;
  if (!isOpen(incident) || incident.silencedUntil === until || until <= at) return incident;
  const text = change.text ?? `Silenced by ${by.name} until ${clock(until, at)}`;
  return note({ ...incident, state: 'silenced', silencedUntil: until }, { at, kind: 'silenced', text, by });
}

function unsilence(incident: Incident, at: string, said: Pick<IncidentEntry, 'text' | 'by'>): Incident {
  const state = restingState(incident, at);
  return note({ ...incident, state, silencedUntil: undefined }, { at, kind: 'unsilenced', ...said });
}

function resolve(incident: Incident, entry: Omit<IncidentEntry, 'kind'>): Incident {
  const rest = { ...incident, silencedUntil: undefined, calmSince: undefined, quietSince: undefined };
  return note({ ...rest, state: 'resolved', resolvedAt: entry.at }, { ...entry, kind: 'resolved' });
}

function pass(incident: Incident, at: string, remindersMs: readonly number[]): Incident {
  if (!isOpen(incident)) return incident;
  if (incident.calmSince !== undefined && calmEnough(incident, at)) {
    return resolve(incident, { at, text: resolvedText(incident, at, 'it stayed calm') });
  }
  if (incident.state === 'silenced') {
    // While nothing fails there is nobody to call: it ends, or fails again.
    if ((incident.silencedUntil ?? at) > at || incident.quietSince !== undefined) return incident;
    return unsilence(incident, at, { text: 'The silence ran out and it still fails' });
  }
  return remind(incident, at, remindersMs);
}

/** Several that fell due at once are one. */
function remind(incident: Incident, at: string, remindersMs: readonly number[]): Incident {
  const isCalling = incident.state === 'triggered' || incident.state === 'flapping';
  if (!isCalling || incident.calmSince !== undefined || incident.quietSince !== undefined) return incident;
  // What calls people is what reminders are counted from.
  const called =
    incident.entries.findLast(({ kind }) => kind !== 'reminded' && isCall(kind))?.at ?? incident.triggeredAt;
  const agoMs = Date.parse(at) - Date.parse(called);
  const due = remindersMs.filter((ms) => agoMs >= ms).length;
  if (due <= incident.remindersSent) return incident;
  const open = formatDuration(Date.parse(at) - Date.parse(incident.triggeredAt));
  const text = `Open for ${open} and nobody has acknowledged it`;
  return note({ ...incident, remindersSent: due }, { at, kind: 'reminded', text });
}

function restingState(incident: Incident, at: string): IncidentState {
  if (incident.acknowledgedBy !== undefined) return 'acknowledged';
  return isFlappy(incident, at) ? 'flapping' : 'triggered';
}

function mustBeCalm(incident: Incident, at: string): boolean {
  return incident.state === 'flapping' || isFlappy(incident, at);
}

function calmEnough(incident: Incident, at: string): boolean {
  return Date.parse(at) - Date.parse(incident.seenAt) >= flapping.calmMs;
}

function isFlappy(incident: Incident, at: string): boolean {
  return countFlaps(incident, at) >= flapping.returns;
}

function countFlaps({ flaps }: Incident, at: string): number {
  return flaps.filter((flap) => Date.parse(at) - Date.parse(flap) <= flapping.withinMs).length;
}

function resolvedText({ entries, triggeredAt }: Incident, at: string, because: string): string {
  const since = entries.findLast(({ kind }) => kind === 'reopened')?.at ?? triggeredAt;
  return `Resolved after ${formatDuration(Date.parse(at) - Date.parse(since))}: ${because}`;
}

/** `18:40 UTC`, with the day where it is another. */
function clock(until: string, at: string): string {
  const time = `${until.slice(11, 16)} UTC`;
  return until.slice(0, 10) === at.slice(0, 10) ? time : `${until.slice(0, 10)} ${time}`;
}

function note(incident: Incident, entry: IncidentEntry): Incident {
  const isMinor = entry.kind === 'grew' || entry.kind === 'reminded';
  const room = isMinor ? growthKept : entriesKept;
  return incident.entries.length >= room ? incident : { ...incident, entries: [...incident.entries, entry] };
}
