import type { Place } from '#domain/actor.ts';
import type { Alarm, Incident } from '#domain/incident.ts';

/** The record of an incident that was just opened. */
export function newIncident(id: string, alarm: Alarm, place: Place | undefined): Incident {
  const { seenAt } = alarm;
  return {
    id,
    alarm,
    state: 'triggered',
    triggeredAt: seenAt,
    failingSince: alarm.since,
    seenAt,
    flaps: [],
    remindersSent: 0,
    entries: [{ at: seenAt, kind: 'triggered', text: alarm.evidence[0] ?? '' }],
    lately: [],
    place,
    toldEntries: 0,
  };
}
