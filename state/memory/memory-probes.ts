import type { CloseCount } from '#domain/close.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Silence } from '#domain/incident.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';

import { closeKey } from '../close-key.ts';
import { pointOf } from '../probe-point.ts';
import type { LedgerStore, ProbePoint, ProbeStore, SilenceStore, SweepStore } from '../watch.ts';

const pointsKept = 20_000;
const countsKept = 20_000;
const slotsKept = 5_000;

export function createMemoryProbes(): ProbeStore {
  const latest = new Map<string, ProbeResult>();
  let points: ProbePoint[] = [];
  return {
    async add(results) {
      for (const result of results) latest.set(`${result.environment}\n${result.endpoint}`, result);
      points = [...points, ...results.flatMap((result) => pointOf(result) ?? [])].slice(-pointsKept);
    },
    latest: async () => [...latest.values()],
    async points({ environment, endpoint, since, limit }) {
      const fits = (point: ProbePoint): boolean =>
        point.at >= since &&
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
        const key = closeKey(close);
        counts.set(key, { ...close, count: close.count + (counts.get(key)?.count ?? 0) });
      }
      for (const key of counts.keys().take(Math.max(0, counts.size - countsKept))) counts.delete(key);
    },
    async since(at, { environment, endpoint } = {}) {
      const fits = (close: CloseCount): boolean =>
        close.minuteAt >= at &&
        (environment === undefined || close.environment === environment) &&
        (endpoint === undefined || close.endpoint === endpoint);
      return [...counts.values()].filter(fits).sort((one, other) => (one.minuteAt < other.minuteAt ? -1 : 1));
    },
  };
}

export function createMemorySweeps(): SweepStore {
  let slots: SweepSlot[] = [];
  return {
    async add(slot) {
      slots = [...slots, slot].slice(-slotsKept);
    },
    list: async ({ sweep, since, limit }) =>
      slots
        .filter((slot) => slot.dueAt >= since && (sweep === undefined || slot.sweep === sweep))
        .toReversed()
        .slice(0, limit),
    latest: async () => [...new Map(slots.map((slot) => [slot.sweep, slot])).values()],
  };
}

export function createMemorySilences(): SilenceStore {
  const silences = new Map<string, Silence>();
  return {
    async set(silence) {
      silences.set(keyOf(silence.environment, silence.endpoint), silence);
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
