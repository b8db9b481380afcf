import type { Alarm, Incident } from '#domain/incident.ts';
import type { Step } from '#domain/probe.ts';

import { layerRank } from './layer-rank.ts';

type Extent = NonNullable<Incident['extent']>;

export function extentOf({ endpointCount, layer }: Alarm): Extent {
  return { endpointCount, layer };
}

/** What is worth telling of an alarm against what was told of its incident: twice the endpoints, or a lower rung. */
export function growthOf({ endpointCount, layer }: Extent, alarm: Alarm): string | undefined {
  const isLower = isBelow(alarm.layer, layer);
  const code = alarm.code === undefined ? '' : ` with ${alarm.code}`;
  const rung = `It now breaks at ${alarm.layer}${code}, before at ${layer}`;
  if (alarm.endpointCount < 2 * Math.max(1, endpointCount)) return isLower ? rung : undefined;
  const size = `Grew from ${endpointCount} to ${alarm.endpointCount} endpoints`;
  return isLower ? `${size}. ${rung}` : size;
}

/** What is told of it now: raised to this alarm, never lowered. */
export function largerExtent({ endpointCount, layer }: Extent, alarm: Alarm): Extent {
  return {
    endpointCount: Math.max(endpointCount, alarm.endpointCount),
    layer: isBelow(alarm.layer, layer) ? alarm.layer : layer,
  };
}

/** The most endpoints that it was about at once. */
export function mostOf({ most, alarm }: Pick<Incident, 'most' | 'alarm'>, { endpointCount }: Alarm): number {
  return Math.max(most ?? alarm.endpointCount, endpointCount);
}

function isBelow(one: Step | undefined, other: Step | undefined): boolean {
  return one !== undefined && other !== undefined && layerRank(one) < layerRank(other);
}
