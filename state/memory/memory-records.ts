import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import { isOpen, type Incident } from '#domain/incident.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { isProbingActive, type Probing } from '#domain/probing.ts';

import { newIncident } from '../new-incident.ts';
import { newInquiry } from '../new-inquiry.ts';
import { newProbing } from '../new-probing.ts';
import type { IncidentStore, InquiryStore, ProbingStore } from '../watch.ts';
import { asRead } from './as-read.ts';

const probingsKept = 200;
const incidentsKept = 500;
const inquiriesKept = 200;

export function createMemoryProbings(): ProbingStore {
  const records = createRecords<Probing>('p', probingsKept, isProbingActive);
  return {
    async add(order) {
      const earlier = records.list().find((each) => each.requestId === order.requestId);
      if (earlier !== undefined) return { probing: earlier, added: false };
      return { probing: records.save(newProbing(records.nextId(), order)), added: true };
    },
    async change(id, change) {
      const probing = records.get(id);
      if (probing === undefined) throw unknown('UNKNOWN_PROBING', 'probing', id);
      return records.save({ ...probing, ...change });
    },
    get: async (id) => records.get(id),
    active: async () => records.list().filter(isProbingActive),
    untold: async () => records.list().filter((each) => each.place !== undefined && each.toldAt === undefined),
    subscribe: records.subscribe,
  };
}

export function createMemoryIncidents(): IncidentStore {
  const records = createRecords<Incident>('i', incidentsKept, isOpen);
  return {
    async open(alarm, place) {
      const open = records.list().find((each) => isOpen(each) && each.alarm.key === alarm.key);
      if (open !== undefined) return { incident: open, added: false };
      return { incident: records.save(newIncident(records.nextId(), alarm, place)), added: true };
    },
    async change(id, change) {
      const incident = records.get(id);
      if (incident === undefined) throw unknown('UNKNOWN_INCIDENT', 'incident', id);
      const changed = change(incident);
      return changed === incident ? incident : records.save(changed);
    },
    get: async (id) => records.get(id),
    async list({ environment, states, since, limit }) {
      const fits = (each: Incident): boolean =>
        (environment === undefined || each.alarm.environment === environment) &&
        (states === undefined || states.includes(each.state)) &&
        (since === undefined || Date.parse(each.resolvedAt ?? each.triggeredAt) >= Date.parse(since));
      return records.list().filter(fits).toReversed().slice(0, limit);
    },
    unfinished: async () => records.list().filter((each) => isOpen(each) || each.toldEntries < each.entries.length),
    subscribe: records.subscribe,
  };
}

export function createMemoryInquiries(): InquiryStore {
  const records = createRecords<Inquiry>('w', inquiriesKept, isInquiryActive);
  return {
    async add(order) {
      const earlier = records.list().find((each) => each.requestId === order.requestId);
      if (earlier !== undefined) return { inquiry: earlier, added: false };
      return { inquiry: records.save(newInquiry(records.nextId(), order)), added: true };
    },
    async change(id, change) {
      const inquiry = records.get(id);
      if (inquiry === undefined) throw unknown('UNKNOWN_INQUIRY', 'inquiry', id);
      const changed = change(inquiry);
      return changed === inquiry ? inquiry : records.save(changed);
    },
    get: async (id) => records.get(id),
    list: async ({ run, limit }) => {
      const fits = (each: Inquiry): boolean => run === undefined || each.run === run;
      return records.list().filter(fits).toReversed().slice(0, limit);
    },
    active: async () => records.list().filter(isInquiryActive),
    untold: async () => records.list().filter((each) => each.place !== undefined && each.toldAt === undefined),
    subscribe: records.subscribe,
  };
}

export interface MemoryRecords<T> {
  readonly nextId: () => string;
  readonly get: (id: string) => T | undefined;
  /** In the order of their numbers. */
  readonly list: () => readonly T[];
  readonly save: (record: T) => T;
  readonly subscribe: (listener: (id: string) => void) => () => void;
}

/** Keeps all that go on, and the newest of those that have ended. */
export function createRecords<T extends { readonly id: string }>(
  prefix: string,
  kept: number,
  goesOn: (record: T) => boolean,
): MemoryRecords<T> {
  const records = new Map<string, T>();
  const listeners = new Set<(id: string) => void>();
  let given = 0;
  const trim = (): void => {
    const ended = [...records.values()].filter((record) => !goesOn(record));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - kept))) records.delete(id);
  };
  return {
    nextId: () => prefix + (given += 1),
    get: (id) => records.get(id),
    list: () => [...records.values()],
    save: (record) => {
      const saved = asRead(record);
      records.set(saved.id, saved);
      trim();
      for (const listener of listeners) queueMicrotask(() => listener(saved.id));
      return saved;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function unknown(code: string, noun: string, id: string): OperatorError {
  return new OperatorError({
    code,
    message: `No ${noun} named "${id.slice(0, 40)}"`,
    hint: `Ask for those that are kept`,
  });
}
