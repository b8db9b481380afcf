import { isOpen, type Alarm, type Incident } from '#domain/incident.ts';

import { connectFailing } from './connect-failing.ts';
import type { FailingEndpoint } from './failing-endpoint.ts';
import { layerRank } from './layer-rank.ts';
import { reuseMs } from './next-incident.ts';
import { outageAlarm, outageKey, type AlarmContext } from './outage-alarm.ts';

export interface GroupContext extends AlarmContext {
  /** Incidents that are open, or were resolved within 30 minutes. */
  readonly incidents: readonly Incident[];
  /** When the sweep saw it. */
  readonly seenAt: string;
  readonly sweep?: string | undefined;
  /** How many endpoints of the environment were measured in this sweep. */
  readonly measured?: number | undefined;
}

type Group = readonly FailingEndpoint[];
type Named = readonly [key: string, members: Group];

/**
 * One alarm for each outage: what fails together, on the lowest rung that fails. An endpoint stays with the open incident
 * that it is in while it fails, so that an outage that changes its rung, grows or partly recovers keeps its key.
 */
export function groupFailing(failing: readonly FailingEndpoint[], context: GroupContext): readonly Alarm[] {
  const alarms: Alarm[] = [];
  for (const [environment, members] of Map.groupBy(failing, (each) => each.environment)) {
    const known = context.incidents.filter(({ alarm }) => alarm.kind === 'outage' && alarm.environment === environment);
    const named = connectFailing(members).flatMap((group) => nameGroup(group, known));
    for (const [key, parts] of Map.groupBy(named, ([name]) => name)) {
      const whole = parts.flatMap(([, group]) => group);
      alarms.push(outageAlarm(key, whole, context));
    }
  }
  return alarms;
}

/** Splits a group by the open incidents that its members are in; who is in none joins the largest part, or is new. */
function nameGroup(group: Group, known: readonly Incident[]): readonly Named[] {
  const owners = known.filter(isOpen).toSorted((one, other) => (one.triggeredAt < other.triggeredAt ? -1 : 1));
  const parts = Map.groupBy(group, ({ endpoint }) => owners.find(({ alarm }) => alarm.endpoints.includes(endpoint)));
  const free = parts.get(undefined) ?? [];
  const owned = [...parts].flatMap(([incident, members]) => (incident === undefined ? [] : [{ incident, members }]));
  const named = owned.map(({ incident, members }): Named => [incident.alarm.key, members]);
  if (free.length === 0) return named;
  const [largest] = owned.toSorted((one, other) => other.members.length - one.members.length);
  if (largest !== undefined && mayJoin(free, largest.incident)) return [...named, [largest.incident.alarm.key, free]];
  return [...named, [keyOfNew(free, known), free]];
}

/** An old incident takes in what looks like it, or a few more; it does not swallow a larger outage of its own. */
function mayJoin(group: Group, { alarm, extent, triggeredAt }: Incident): boolean {
  const since = Math.min(...group.map((each) => Date.parse(each.since)));
  if (since - Date.parse(triggeredAt) <= reuseMs) return true;
  if (group.length < (extent ?? alarm).endpointCount) return true;
  return group.every(({ layer, code }) => code === alarm.code && isSameRung(layer, alarm));
}

function keyOfNew(group: Group, known: readonly Incident[]): string {
  const key = outageKey(group);
  if (known.some(({ alarm }) => alarm.key === key)) return key;
  const parent = known.find((incident) => mayHold(incident, group)) ?? known.find((each) => isReturn(each, group));
  return parent?.alarm.key ?? key;
}

/** It names only a hundred of its endpoints: these failed already when it was seen last. */
function mayHold(incident: Incident, group: Group): boolean {
  const { alarm, seenAt } = incident;
  const isCut = alarm.endpointCount > alarm.endpoints.length;
  return isOpen(incident) && isCut && group.every(({ since }) => since <= seenAt);
}

/** Mostly the endpoints that it was about, and it was resolved a moment ago. */
function isReturn(incident: Incident, group: Group): boolean {
  const names = new Set(incident.alarm.endpoints);
  return !isOpen(incident) && 2 * group.filter(({ endpoint }) => names.has(endpoint)).length >= group.length;
}

function isSameRung(layer: FailingEndpoint['layer'], alarm: Alarm): boolean {
  return alarm.layer !== undefined && layerRank(layer) === layerRank(alarm.layer);
}
