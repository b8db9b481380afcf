import type { Configuration } from '#domain/configuration.ts';
import type { Alarm, Incident, IncidentState, Silence } from '#domain/incident.ts';
import type { Store } from '#state/state.ts';

import { placeOfIncident, sweepsWithoutPlace } from './incident-place.ts';
import { findLately } from './lately.ts';
import { maintenanceOf } from './maintenance.ts';
import { isReusable, nextIncident, reuseMs, type IncidentChange } from './next-incident.ts';
import { silenceOver, withSilence } from './silences.ts';

/** Where detectors report. Every promise resolves when what it did is written; announcing follows the records. */
export interface IncidentDesk {
  /**
   * Says that this is wrong, at every sweep in which it is: opens an incident, brings the open one with this key up to
   * date, or reopens one that was resolved within 30 minutes. Undefined: a maintenance window keeps it from being opened.
   */
  raise(alarm: Alarm): Promise<Incident | undefined>;
  /** Says that nothing under this key fails just now, though it is not yet well again; may be said at every sweep. */
  ease(key: string, at: string): Promise<void>;
  /** Says that what this key stands for is well again; may be said at every sweep. `because`: `15 sweeps in a row were clean`. */
  clear(key: string, at: string, because: string): Promise<void>;
  /** Sends reminders, ends silences that ran out, resolves what flapped and is calm. About once a minute. */
  tick(now: Date): Promise<void>;
}

export interface DeskParts {
  readonly store: Pick<Store, 'runs' | 'locks' | 'watch'>;
  readonly configuration: () => Pick<Configuration, 'sweeps' | 'alerts' | 'slack'>;
  readonly now: () => Date;
  readonly log: { warn(message: string): void };
}

const openStates: readonly IncidentState[] = ['triggered', 'acknowledged', 'silenced', 'flapping'];
const incidentsRead = 500;
const defaultRemindersMs = [30 * 60_000, 2 * 3_600_000];

export function createIncidentDesk(parts: DeskParts): IncidentDesk {
  for (const name of sweepsWithoutPlace(parts.configuration())) {
    parts.log.warn(
      `Incidents of the sweep "${name}" are told nowhere but in the status: set "alert" of the sweep, or "channel" under "alerts" or "slack"`,
    );
  }
  let last: Promise<unknown> = Promise.resolve();
  // One after the other, so that an alarm that is raised twice at once opens one incident.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }
  return {
    raise: (alarm) => inTurn(() => raise(alarm, parts)),
    ease: (key, at) => inTurn(() => changeOpen(key, { kind: 'ease', at }, parts)),
    clear: (key, at, because) => inTurn(() => changeOpen(key, { kind: 'clear', at, because }, parts)),
    tick: (now) => inTurn(() => tick(now, parts)),
  };
}

async function raise(alarm: Alarm, parts: DeskParts): Promise<Incident | undefined> {
  const { incidents } = parts.store.watch;
  const silences = await parts.store.watch.silences.list(new Date(alarm.seenAt));
  const silence = silenceOver(alarm, silences);
  const open = await findOpen(alarm.key, parts);
  if (open !== undefined) {
    return incidents.change(open.id, (incident) => seen(incident, alarm, silence));
  }
  const { maintenance } = parts.configuration().alerts;
  if (maintenanceOf(alarm.environment, new Date(alarm.seenAt), maintenance) !== undefined) return undefined;
  const resolved = await findReusable(alarm, parts);
  if (resolved !== undefined) {
    return incidents.change(resolved.id, (incident) => seen(incident, alarm, silence));
  }
  return openNew(alarm, silence, parts);
}

/** Where a silence covers it, it gets its place together with the silence, so that nobody is called in between. */
async function openNew(alarm: Alarm, silence: Silence | undefined, parts: DeskParts): Promise<Incident> {
  const { incidents } = parts.store.watch;
  const place = placeOfIncident(alarm.sweep, parts.configuration());
  const { incident } = await incidents.open(alarm, silence === undefined ? place : undefined);
  const lately = await findLately(alarm, incident.id, parts.store);
  if (silence === undefined && lately.length === 0) return incident;
  return incidents.change(incident.id, (current) => withSilence({ ...current, place, lately }, silence, alarm.seenAt));
}

async function changeOpen(key: string, change: IncidentChange, parts: DeskParts): Promise<void> {
  const open = await findOpen(key, parts);
  if (open === undefined) return;
  await parts.store.watch.incidents.change(open.id, (incident) => nextIncident(incident, change));
}

async function tick(now: Date, parts: DeskParts): Promise<void> {
  const { incidents } = parts.store.watch;
  for (const { id } of await incidents.list({ states: openStates, limit: incidentsRead })) {
    await incidents.change(id, (incident) => passTime(incident, now, parts));
  }
}

function passTime(incident: Incident, now: Date, parts: DeskParts): Incident {
  const { sweeps, alerts } = parts.configuration();
  const { sweep = '', environment } = incident.alarm;
  const isMaintained = maintenanceOf(environment, now, alerts.maintenance) !== undefined;
  const remindersMs = isMaintained ? [] : (sweeps.get(sweep)?.remindersMs ?? defaultRemindersMs);
  const next = nextIncident(incident, { kind: 'pass', at: now.toISOString(), remindersMs });
  if (next.place !== undefined) return next;
  // Opened while nothing named a channel, or by a process that died before it was silenced.
  const place = placeOfIncident(incident.alarm.sweep, parts.configuration());
  return place === undefined ? next : { ...next, place };
}

async function findOpen(key: string, { store }: DeskParts): Promise<Incident | undefined> {
  const open = await store.watch.incidents.list({ states: openStates, limit: incidentsRead });
  return open.find((incident) => incident.alarm.key === key);
}

async function findReusable(alarm: Alarm, { store }: DeskParts): Promise<Incident | undefined> {
  const since = new Date(Date.parse(alarm.seenAt) - reuseMs).toISOString();
  const resolved = await store.watch.incidents.list({ states: ['resolved'], since, limit: incidentsRead });
  return resolved.find((incident) => incident.alarm.key === alarm.key && isReusable(incident, alarm.seenAt));
}

function seen(incident: Incident, alarm: Alarm, silence: Silence | undefined): Incident {
  const isSilenced = silence !== undefined;
  return withSilence(nextIncident(incident, { kind: 'seen', alarm, isSilenced }), silence, alarm.seenAt);
}
