import { isOpen, type Incident } from '#domain/incident.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { ProbePoint } from '#state/watch.ts';

import { dataAlarmKey } from './data-alarm.ts';
import type { ToldAlarms } from './join-told.ts';
import { noRate } from './detect-rate.ts';
import { sampleOfPoint, symptomKey, type Sample, type Symptom } from './sample.ts';
import { confirm, toldKeys } from './suspects.ts';
import { any, nextWatched, nothingWatched, type Watched, type WatchRules } from './watched.ts';

export interface Stored {
  readonly sweep: string;
  readonly environment: string;
  /** Id → kind of what the sweep probes. */
  readonly kinds: ReadonlyMap<string, Sample['kind']>;
  /** Those of the sweep that were carried out, in any order. */
  readonly slots: readonly SweepSlot[];
  readonly points: readonly ProbePoint[];
  readonly incidents: readonly Incident[];
  readonly rules: WatchRules;
}

/** What the detectors of a sweep knew before a restart: its points are played again, open incidents count as told. */
export function rebuildWatched(stored: Stored): { readonly watched: Watched; readonly told: ToldAlarms } {
  const open = stored.incidents.filter((each) => isOpen(each) && each.alarm.environment === stored.environment);
  const played = playAgain(stored);
  const watched = open.reduce((state, incident) => withIncident(state, incident, stored), played);
  const keys = toldKeys(watched).union(new Set([dataAlarmKey(stored.environment, stored.sweep)]));
  const told = open.filter(({ alarm }) => keys.has(alarm.key)).map(({ alarm }) => [alarm.key, { alarm }] as const);
  return { watched, told: new Map(told) };
}

function playAgain({ slots, points, kinds, rules }: Stored): Watched {
  const ran = slots.filter(({ state }) => state === 'ran').toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  const sorted = points.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  let next = 0;
  let watched = nothingWatched;
  for (const { dueAt, startedAt = dueAt, endedAt = dueAt } of ran) {
    const found = new Map<string, ProbePoint>();
    while (next < sorted.length) {
      const point = sorted[next];
      if (point === undefined || point.at > endedAt) break;
      next += 1;
      if (point.at >= startedAt && kinds.has(point.endpoint) && !found.has(point.endpoint))
        found.set(point.endpoint, point);
    }
    const samples = [...kinds].map(([endpoint, kind]): Sample => {
      const point = found.get(endpoint);
      return point === undefined ? { endpoint, kind, outcome: 'unknown' } : sampleOfPoint(point, kind);
    });
    watched = nextWatched(watched, dueAt, { samples, rules });
  }
  return watched;
}

function withIncident(watched: Watched, { alarm }: Incident, { sweep, kinds }: Stored): Watched {
  if (alarm.kind === 'outage')
    return withOutage(
      watched,
      alarm.key,
      alarm.endpoints.filter((id) => kinds.has(id)),
    );
  if ((alarm.kind !== 'close-spike' && alarm.kind !== 'failure-rate') || alarm.sweep !== sweep) return watched;
  const symptom: Symptom | undefined =
    alarm.layer === undefined || alarm.code === undefined ? undefined : { layer: alarm.layer, code: alarm.code };
  const key = symptom === undefined ? any : symptomKey(symptom);
  const quietSweeps = [...watched.endpoints.values()].reduce((most, { streak }) => Math.max(most, streak.passed), 0);
  const known = watched.symptoms.get(key) ?? { symptom, rate: { ...noRate, quiet: quietSweeps } };
  const status = { is: 'alarmed', key: alarm.key } as const;
  return { ...watched, symptoms: new Map(watched.symptoms).set(key, { ...known, status }) };
}

function withOutage(watched: Watched, key: string, endpoints: readonly string[]): Watched {
  return endpoints.reduce((state, endpoint) => {
    const symptom = state.endpoints.get(endpoint)?.symptom ?? { layer: 'close', code: 'FAILED' };
    return confirm(state, { kind: 'endpoint', endpoint, symptom }, key);
  }, watched);
}
