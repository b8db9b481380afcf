import { isOpen, type Incident } from '#domain/incident.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';

import { newIncident } from '../new-incident.ts';
import { newProbing } from '../new-probing.ts';
import type { IncidentStore, ProbingStore } from '../watch.ts';

export function createMemoryProbings(): ProbingStore {
  const probings = new Map<string, Probing>();
  const listeners = new Set<(id: string) => void>();
  const save = (probing: Probing): Probing => {
    probings.set(probing.id, probing);
    for (const listener of listeners) queueMicrotask(() => listener(probing.id));
    return probing;
  };
  return {
    async add(order) {
      const earlier = [...probings.values()].find((each) => each.requestId === order.requestId);
      if (earlier !== undefined) return { probing: earlier, added: false };
      return { probing: save(newProbing(`p${probings.size + 1}`, order)), added: true };
    },
    async change(id, change) {
      const probing = probings.get(id);
      if (probing === undefined) throw unknown('UNKNOWN_PROBING', 'probing', id);
      return save({ ...probing, ...change });
    },
    get: async (id) => probings.get(id),
    active: async () => [...probings.values()].filter(isProbingActive),
    untold: async () => [...probings.values()].filter((each) => each.place !== undefined && each.toldAt === undefined),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function createMemoryIncidents(): IncidentStore {
  const incidents = new Map<string, Incident>();
  const listeners = new Set<(id: string) => void>();
  const save = (incident: Incident): Incident => {
    incidents.set(incident.id, incident);
    for (const listener of listeners) queueMicrotask(() => listener(incident.id));
    return incident;
  };
  return {
    async open(alarm, place) {
      const open = [...incidents.values()].find((each) => isOpen(each) && each.alarm.key === alarm.key);
      if (open !== undefined) return { incident: open, added: false };
      return { incident: save(newIncident(`i${incidents.size + 1}`, alarm, place)), added: true };
    },
    async change(id, change) {
      const incident = incidents.get(id);
      if (incident === undefined) throw unknown('UNKNOWN_INCIDENT', 'incident', id);
      const changed = change(incident);
      return changed === incident ? incident : save(changed);
    },
    get: async (id) => incidents.get(id),
    async list({ environment, states, since, limit }) {
      const fits = (each: Incident): boolean =>
        (environment === undefined || each.alarm.environment === environment) &&
        (states === undefined || states.includes(each.state)) &&
        (since === undefined || (each.resolvedAt ?? each.triggeredAt) >= since);
      return [...incidents.values()].filter(fits).toReversed().slice(0, limit);
    },
    unfinished: async () =>
      [...incidents.values()].filter((each) => isOpen(each) || each.toldEntries < each.entries.length),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function unknown(code: string, noun: string, id: string): OperatorError {
  return new OperatorError({
    code,
    message: `No ${noun} named "${id.slice(0, 40)}"`,
    hint: `Ask for those that are kept`,
  });
}
