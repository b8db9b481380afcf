import { isOpen, type Alarm, type Incident } from '#domain/incident.ts';

import { reuseMs } from './next-incident.ts';
import { symptomKey, type Symptom } from './sample.ts';

/** An alarm as it was told last. */
export interface Told {
  readonly alarm: Alarm;
  /** Milliseconds since 1970; absent while it is so. */
  readonly clearedMs?: number | undefined;
}

/** Key → what is told, or was until a moment ago: what looks like it belongs to it and is no incident of its own. */
export type ToldAlarms = ReadonlyMap<string, Told>;

/** Keys of what is told and was not cleared. */
export function heldKeys(told: ToldAlarms): ReadonlySet<string> {
  return new Set([...told].flatMap(([key, { clearedMs }]) => (clearedMs === undefined ? [key] : [])));
}

export function withRaised(told: ToldAlarms, alarms: readonly Alarm[], now: number): ToldAlarms {
  const fresh = [...told].filter(([, { clearedMs = now }]) => now - clearedMs <= reuseMs);
  return new Map([...fresh, ...alarms.map((alarm) => [alarm.key, { alarm }] as const)]);
}

export function withCleared(told: ToldAlarms, key: string, now: number): ToldAlarms {
  const known = told.get(key);
  return known === undefined ? told : new Map(told).set(key, { ...known, clearedMs: now });
}

/** With what others tell of this environment: another sweep, or real traffic. */
export function withIncidents(told: ToldAlarms, incidents: readonly Incident[], environment: string): ToldAlarms {
  const others = incidents.filter((each) => isOpen(each) && each.alarm.environment === environment);
  return new Map([...others.map(({ alarm }) => [alarm.key, { alarm }] as const), ...told]);
}

/** The key under which a rate of this symptom is told already, also as a row of failures. */
export function joinRate(symptom: Symptom | undefined, told: ToldAlarms): string | undefined {
  return newestKey(told, ({ alarm }) => isLike(alarm, symptom));
}

/** The key of a rate that this endpoint is part of: by a symptom that it shows, or because it is named there. */
export function joinEndpoint(endpoint: string, shows: readonly Symptom[], told: ToldAlarms): string | undefined {
  return (
    newestKey(told, ({ alarm }) => isRate(alarm) && shows.some((symptom) => isLike(alarm, symptom))) ??
    newestKey(told, ({ alarm, clearedMs }) => {
      return isRate(alarm) && clearedMs === undefined && alarm.endpoints.includes(endpoint);
    })
  );
}

function newestKey(told: ToldAlarms, fits: (each: Told) => boolean): string | undefined {
  const found = [...told].filter(([, each]) => fits(each));
  return found.toSorted(([, one], [, other]) => (one.alarm.seenAt < other.alarm.seenAt ? 1 : -1))[0]?.[0];
}

function isRate({ kind }: Alarm): boolean {
  return kind === 'close-spike' || kind === 'failure-rate';
}

function isLike({ kind, layer, code }: Alarm, symptom: Symptom | undefined): boolean {
  if (kind === 'no-data' || kind === 'runner-offline') return false;
  if (symptom === undefined || layer === undefined || code === undefined)
    return symptom === undefined && code === undefined;
  return symptomKey({ layer, code }) === symptomKey(symptom);
}
