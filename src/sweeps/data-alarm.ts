import type { Alarm } from '#domain/incident.ts';
import type { ProbeResult } from '#domain/probe.ts';

import type { Streak } from './detect-streak.ts';

/** Sweeps in a row that could not measure something, after which that is told. */
export const starvedAfter = 3;
const named = 100;

export function isStarved(streak: Streak | undefined): boolean {
  return (streak?.unknown ?? 0) >= starvedAfter;
}

export function dataAlarmKey(environment: string, sweep: string): string {
  return `${environment}/no-data/${sweep}`;
}

/** What is told of endpoints that could not be measured; undefined when there are none. */
export function dataAlarm(
  starved: readonly ProbeResult[],
  { environment, sweep, seenAt }: { readonly environment: string; readonly sweep: string; readonly seenAt: string },
): Alarm | undefined {
  const [first] = starved;
  if (first === undefined) return undefined;
  const problems = new Set(starved.map(({ problem }) => problem?.message ?? 'nobody knows why'));
  return {
    key: dataAlarmKey(environment, sweep),
    kind: 'no-data',
    environment,
    code: first.problem?.code,
    endpoints: starved.slice(0, named).map(({ endpoint }) => endpoint),
    endpointCount: starved.length,
    evidence: [
      `${starvedAfter} sweeps in a row could not measure ${starved.length === 1 ? first.endpoint : `${starved.length} endpoints`}`,
      ...[...problems].slice(0, 5),
    ],
    sweep,
    seenAt,
  };
}
