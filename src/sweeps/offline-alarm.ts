import type { Sweep } from '#domain/configuration.ts';
import type { Alarm } from '#domain/incident.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';

export const offlineKey = 'runner-offline';

/** This machine reaches nothing: one alarm, whatever the number of endpoints and sweeps. */
export function offlineAlarm(slot: SweepSlot, seenAt: string): Alarm {
  return {
    key: offlineKey,
    kind: 'runner-offline',
    code: 'OFFLINE',
    endpoints: [],
    endpointCount: 0,
    evidence: [slot.reason ?? 'The control targets did not answer', 'Nothing is said of the endpoints meanwhile'],
    sweep: slot.sweep,
    seenAt,
  };
}

export function idleKey({ name }: Pick<Sweep, 'name'>): string {
  return `no-data/${name}`;
}

/** A sweep has not been carried out for several periods. */
export function idleAlarm(
  sweep: Sweep,
  {
    due,
    since,
    reason,
    seenAt,
  }: { readonly due: number; readonly since: string; readonly reason?: string | undefined; readonly seenAt: string },
): Alarm {
  return {
    key: idleKey(sweep),
    kind: 'no-data',
    environment: sweep.environment,
    endpoints: [],
    endpointCount: 0,
    evidence: [
      `The sweep ${sweep.name} has not been carried out since ${since.slice(11, 16)} UTC: ${due} in a row are missing`,
      ...(reason === undefined ? [] : [reason]),
    ],
    sweep: sweep.name,
    seenAt,
  };
}
