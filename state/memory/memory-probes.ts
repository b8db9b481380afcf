import type { CloseCount } from '#domain/close.ts';
import type { Silence } from '#domain/incident.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';

import { minuteOf, wordOf } from '../close-word.ts';
import { pointOf } from '../probe-point.ts';
import type { LedgerStore, ProbePoint, ProbeStore, SilenceStore, SweepStore } from '../watch.ts';
import { asRead } from './as-read.ts';

const pointsKept = 20_000;
const countsKept = 20_000;
const slotsKept = 5_000;

export function createMemoryProbes(): ProbeStore {
  const latest = new Map<string, ProbeResult>();
  let points: ProbePoint[] = [];
  return {
    async add(results) {
      for (const result of results) {
        const { environment, endpoint } = result;
        if (environment !== undefined) latest.set(`${environment}\n${endpoint}`, asRead(result));
      }
      points = [...points, ...results.flatMap((result) => pointOf(result) ?? [])].slice(-pointsKept);
    },
    latest: async () => [...latest.values()],
    async points({ environment, endpoint, since, limit }) {
      const fits = (point: ProbePoint): boolean =>
        Date.parse(point.at) >= Date.parse(since) &&
        (environment === undefined || point.environment === environment) &&
        (endpoint === undefined || point.endpoint === endpoint);
      return points.filter(fits).toReversed().slice(0, limit);
    },
  };
}

export function createMemoryLedger(): LedgerStore {
  const counts = new Map<string, CloseCount>();
  return {
    async add(closes) {
      for (const close of closes) {
        const minuteAt = new Date(minuteOf(close.minuteAt)).toISOString();
        const key = JSON.stringify([minuteAt, wordOf(close)]);
        const count = close.count + (counts.get(key)?.count ?? 0);
        counts.set(key, { minuteAt, ...wordOf(close), count });
      }
      for (const key of counts.keys().take(Math.max(0, counts.size - countsKept))) counts.delete(key);
    },
    async since(at, { environment, endpoint } = {}) {
      const fits = (close: CloseCount): boolean =>
        Date.parse(close.minuteAt) >= Date.parse(at) &&
        (environment === undefined || close.environment === environment) &&
        (endpoint === undefined || close.endpoint === endpoint);
      return [...counts.values()].filter(fits).toSorted((one, other) => (one.minuteAt < other.minuteAt ? -1 : 1));
    },
  };
}

export function createMemorySweeps(): SweepStore {
  let slots: SweepSlot[] = [];
  const latest = new Map<string, SweepSlot>();
  return {
    async add(slot) {
      const added = asRead(slot);
      slots = [...slots, added].slice(-slotsKept);
      latest.set(slot.sweep, added);
    },
    list: async ({ sweep, since, limit }) =>
      slots
        .filter((slot) => Date.parse(slot.dueAt) >= Date.parse(since) && (sweep === undefined || slot.sweep === sweep))
        .toReversed()
        .slice(0, limit),
    latest: async () => [...latest.values()],
  };
}

export function createMemorySilences(): SilenceStore {
  const silences = new Map<string, Silence>();
  return {
    async set(silence) {
      silences.set(keyOf(silence.environment, silence.endpoint), asRead(silence));
    },
    async remove(environment, endpoint) {
      const removed = silences.get(keyOf(environment, endpoint));
      silences.delete(keyOf(environment, endpoint));
      return removed;
    },
    list: async (now) => [...silences.values()].filter((silence) => Date.parse(silence.until) > now.getTime()),
  };
}

function keyOf(environment: string, endpoint: string): string {
  return `${environment}\n${endpoint}`;
}
