import { isOpen } from '#domain/incident.ts';
import type { IncidentStore } from '#state/watch.ts';
import type { IncidentDesk } from '#sweeps/incident-desk.ts';
import { isReusable, nextIncident } from '#sweeps/next-incident.ts';

/** The rules of incidents over a store, without what is told of them. */
export function createMemoryDesk(incidents: IncidentStore): IncidentDesk {
  const find = async (key: string) => (await incidents.list({ limit: 1_000 })).filter(({ alarm }) => alarm.key === key);
  return {
    async raise(alarm) {
      const known = (await find(alarm.key)).find((each) => isOpen(each) || isReusable(each, alarm.seenAt));
      if (known === undefined) return (await incidents.open(alarm, undefined)).incident;
      return incidents.change(known.id, (incident) => nextIncident(incident, { kind: 'seen', alarm }));
    },
    async clear(key, at, because) {
      for (const { id } of await find(key)) {
        await incidents.change(id, (incident) => nextIncident(incident, { kind: 'clear', at, because }));
      }
    },
    async tick() {},
  };
}
