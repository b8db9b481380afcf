import type { Alarm, Incident } from '#domain/incident.ts';

import { toFailingEndpoint } from './failing-endpoint.ts';
import { groupFailing } from './group-failing.ts';
import { joinEndpoint, withRaised, type ToldAlarms } from './join-told.ts';
import { withKeys } from './suspects.ts';
import { symptomAlarm, type AlarmContext } from './symptom-alarm.ts';
import type { Watched } from './watched.ts';

export interface ToldContext extends AlarmContext {
  readonly incidents: readonly Incident[];
  readonly measured: number;
  readonly told: ToldAlarms;
}

/** What is wrong right now, at most one alarm for each key, and the keys that its endpoints are told under from now on. */
export function toldAlarms(
  watched: Watched,
  context: ToldContext,
): { readonly alarms: readonly Alarm[]; readonly watched: Watched } {
  const rates = ratesOf(watched, context);
  // A rate and a row that are confirmed in the same moment are one, too.
  const told = withRaised(context.told, rates, Date.parse(context.seenAt));
  const parts = failingParts(watched, { ...context, told });
  const keys = new Map(parts.flatMap(({ key, endpoints }) => endpoints.map((endpoint) => [endpoint, key] as const)));
  const byKey = Map.groupBy([...rates, ...parts.map(({ alarm }) => alarm)], ({ key }) => key);
  return { alarms: [...byKey.values()].map(mergeAlarms), watched: withKeys(watched, keys) };
}

function ratesOf({ symptoms }: Watched, context: ToldContext): readonly Alarm[] {
  return [...symptoms.values()].flatMap((each) => {
    const isSeen = (each.rate.samples.at(-1)?.failed ?? 0) > 0;
    const key = each.status.is === 'alarmed' ? each.status.key : undefined;
    return key !== undefined && isSeen ? [symptomAlarm(key, each, context)] : [];
  });
}

interface Part {
  readonly key: string;
  readonly endpoints: readonly string[];
  readonly alarm: Alarm;
}

/** Endpoints that are down are grouped; one that is told already stays where it is told, also if the group is another now. */
function failingParts(watched: Watched, context: ToldContext): readonly Part[] {
  const down = [...watched.endpoints].flatMap(([endpoint, { status, streak }]) => {
    const result = context.failed.get(endpoint);
    if (status.is !== 'alarmed' || streak.failed === 0 || streak.unknown > 0 || result === undefined) return [];
    return [toFailingEndpoint(result, { since: streak.failingSince ?? context.seenAt, failures: streak.failed })];
  });
  const { incidents, seenAt, sweep, measured } = context;
  const alarms = groupFailing(down, { incidents, seenAt, sweep, measured });
  const listed = new Set(alarms.flatMap(({ endpoints }) => endpoints));
  const unlisted = down.map(({ endpoint }) => endpoint).filter((endpoint) => !listed.has(endpoint));
  return alarms.flatMap((alarm) => {
    const more =
      alarm.endpointCount > alarm.endpoints.length
        ? unlisted.splice(0, alarm.endpointCount - alarm.endpoints.length)
        : [];
    return splitByKey(alarm, [...alarm.endpoints, ...more], { watched, told: context.told });
  });
}

interface Known {
  readonly watched: Watched;
  readonly told: ToldAlarms;
}

function splitByKey(alarm: Alarm, endpoints: readonly string[], { watched, told }: Known): readonly Part[] {
  const held = Map.groupBy(endpoints, (endpoint) => heldKey(watched, endpoint));
  const newcomers = held.get(undefined) ?? [];
  held.delete(undefined);
  const [usual] = [...held].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const key = usual ?? joinedKey(newcomers, alarm, { watched, told }) ?? alarm.key;
  const parts = new Map([...held].map(([of, ids]) => [of ?? key, ids]));
  if (newcomers.length > 0) parts.set(key, [...(parts.get(key) ?? []), ...newcomers]);
  return [...parts].map(([of, ids]) => {
    return {
      key: of,
      endpoints: ids,
      alarm: { ...alarm, key: of, endpoints: ids.slice(0, 100), endpointCount: ids.length },
    };
  });
}

function heldKey(watched: Watched, endpoint: string): string | undefined {
  const status = watched.endpoints.get(endpoint)?.status;
  return status?.is === 'alarmed' ? status.key : undefined;
}

/** A rate that is told already: the row of failures is part of it. */
function joinedKey(endpoints: readonly string[], { layer, code }: Alarm, { watched, told }: Known): string | undefined {
  const seen = layer === undefined || code === undefined ? [] : [{ layer, code }];
  for (const endpoint of endpoints) {
    const before = watched.endpoints.get(endpoint)?.symptom;
    const key = joinEndpoint(endpoint, before === undefined ? seen : [before, ...seen], told);
    if (key !== undefined) return key;
  }
  return undefined;
}

function mergeAlarms(alarms: readonly Alarm[]): Alarm {
  const [first, ...rest] = alarms.toSorted((one, other) => other.endpointCount - one.endpointCount);
  if (first === undefined) throw new Error('No alarm to merge');
  if (rest.length === 0) return first;
  const endpoints = [...new Set(alarms.flatMap((alarm) => alarm.endpoints))];
  return {
    ...first,
    endpoints: endpoints.slice(0, 100),
    endpointCount: Math.max(endpoints.length, first.endpointCount),
    evidence: [...new Set(alarms.flatMap((alarm) => alarm.evidence))].slice(0, 10),
  };
}
