import type { Alarm } from '#domain/incident.ts';

import type { FailingEndpoint } from './failing-endpoint.ts';
import { layerRank } from './layer-rank.ts';

export interface AlarmContext {
  readonly seenAt: string;
  readonly sweep?: string | undefined;
  readonly measured?: number | undefined;
}

const endpointsKept = 100;
const otherWays = 3;

/** The name of a new outage: where its lowest rung broke, and how. */
export function outageKey(members: readonly FailingEndpoint[]): string {
  const { environment, layer, code } = representative(members);
  const lowest = members.filter((each) => layerRank(each.layer) === layerRank(layer) && each.code === code);
  const [origin = ''] = lowest.map((each) => each.origin).sort();
  return `outage ${environment} ${layer} ${code} ${origin}`;
}

/** What these endpoints have in common, as an alarm. `members` is not empty. */
export function outageAlarm(key: string, members: readonly FailingEndpoint[], context: AlarmContext): Alarm {
  const { environment, layer, code, closeReason, closedBy } = representative(members);
  const names = members.map(({ endpoint }) => endpoint).sort();
  return {
    key,
    kind: 'outage',
    environment,
    layer,
    code,
    closeReason,
    closedBy,
    endpoints: names.slice(0, endpointsKept),
    endpointCount: names.length,
    evidence: evidenceOf(members, context),
    sweep: context.sweep,
    since: firstFailure(members),
    seenAt: context.seenAt,
  };
}

/** Of those on the lowest rung that fails: one that fails in the way most of them do. */
function representative(members: readonly FailingEndpoint[]): FailingEndpoint {
  const rank = Math.min(...members.map(({ layer }) => layerRank(layer)));
  const lowest = members.filter(({ layer }) => layerRank(layer) === rank);
  const [ways] = waysOf(lowest);
  const [first] = (ways ?? []).toSorted(
    (one, other) => other.failures - one.failures || (one.endpoint < other.endpoint ? -1 : 1),
  );
  if (first === undefined) throw new Error('An outage needs an endpoint that fails');
  return first;
}

/** Endpoints that fail alike, the commonest way first. */
function waysOf(members: readonly FailingEndpoint[]): readonly (readonly FailingEndpoint[])[] {
  const ways = Map.groupBy(members, ({ layer, code }) => `${layer} ${code}`);
  return [...ways]
    .sort(([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1))
    .map(([, way]) => way);
}

function firstFailure(members: readonly FailingEndpoint[]): string | undefined {
  return members.map((each) => each.since).sort()[0];
}

function evidenceOf(members: readonly FailingEndpoint[], { measured, sweep }: AlarmContext): readonly string[] {
  const main = representative(members);
  const time = `since ${(firstFailure(members) ?? '').slice(11, 16)} UTC`;
  const alike = members.filter(({ layer, code }) => layer === main.layer && code === main.code);
  const broke = `at ${main.layer} with ${main.code}`;
  const others = waysOf(members.filter((each) => !alike.includes(each)))
    .slice(0, otherWays)
    .map((way) => `${way.length} at ${way[0]?.layer} with ${way[0]?.code}`);
  const of = measured === undefined || measured < members.length ? '' : ` of ${measured}`;
  const first =
    members.length === 1
      ? `${main.endpoint} fails ${broke}, ${main.failures} in a row ${time}`
      : `${members.length}${of} endpoints fail ${time}, ${alike.length === members.length ? 'all' : alike.length} ${broke}`;
  return [
    first,
    ...(main.message === '' ? [] : [main.message]),
    ...(others.length === 0 ? [] : [`Also ${others.join(', ')}`]),
    ...(sweep === undefined ? [] : [`Seen by the sweep ${sweep}`]),
  ];
}
