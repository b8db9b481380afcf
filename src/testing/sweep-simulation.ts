import type { ProbeResult } from '#domain/probe.ts';
import type { IncidentDesk } from '#sweeps/incident-desk.ts';
import { defaultSpike } from '#domain/configuration.ts';
import { defaultStreakRules } from '#sweeps/detect-streak.ts';
import type { Symptom } from '#sweeps/sample.ts';
import type { SweepClock } from '#sweeps/sweep-clock.ts';
import { createSweepWatch, type SweepWatch } from '#sweeps/sweep-watch.ts';
import { nothingWatched } from '#sweeps/watched.ts';
import type { IncidentStore } from '#state/watch.ts';

/** How an endpoint fails at a moment; undefined when it does not. */
export type Truth = (endpoint: number, atMs: number) => Symptom | undefined;

export interface SimulationParts {
  readonly truth: Truth;
  readonly endpoints?: number | undefined;
  readonly incidents: IncidentStore;
  readonly desk: IncidentDesk;
  readonly clock: SimulatedClock;
  readonly isDeploying?: ((atMs: number) => boolean) | undefined;
}

export interface SimulatedClock extends SweepClock {
  /** Moves on, and lets everything happen that happens until then. */
  advance(toMs: number): Promise<void>;
}

export const sweepMs = 60_000;
export const startMs = Date.parse('2026-03-02T00:00:00Z');

/** Sweeps in time that only a simulation lets pass: the detectors, the bursts and the telling are the real ones. */
export interface Simulation {
  /** Carries out so many sweeps, one a minute. */
  sweep(count: number): Promise<void>;
  readonly watch: SweepWatch;
}

export function createSimulation(parts: SimulationParts): Simulation {
  const { truth, endpoints = 6, clock, incidents, desk } = parts;
  const passing = Array.from({ length: endpoints }, (_, index) => resultOf(index, undefined));
  const { signal } = new AbortController();
  const measure = (index: number): ProbeResult => {
    const symptom = truth(index, clock.now());
    const passed = passing[index];
    return symptom === undefined && passed !== undefined ? passed : resultOf(index, symptom);
  };
  const isDeploying = (): boolean => parts.isDeploying?.(clock.now()) ?? false;
  const watch = createSweepWatch({
    sweep: 'every-minute',
    environment: 'staging',
    rules: () => ({ ...defaultSpike, ...defaultStreakRules }),
    first: { watched: nothingWatched, told: new Map() },
    desk,
    incidents,
    ask: async (endpoint) => measure(Number(endpoint.slice(1))),
    isDeploying: async () => isDeploying(),
    isHeldElsewhere: () => false,
    clock,
    onBug: (error) => {
      throw error;
    },
  });
  let next = Math.ceil((clock.now() + 1) / sweepMs) * sweepMs;
  return {
    watch,
    async sweep(count) {
      for (let sweeps = 0; sweeps < count; sweeps += 1, next += sweepMs) {
        await clock.advance(next);
        const results = passing.map((_, index) => measure(index));
        await watch.judge({ at: new Date(next).toISOString(), results, isDeploying: isDeploying() }, signal);
      }
    },
  };
}

export function createSimulatedClock(): SimulatedClock {
  let now = startMs;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      sleepers.push({ at: now + ms, wake: resolve });
      return promise;
    },
    async advance(to) {
      while (sleepers.length > 0) {
        const at = Math.min(...sleepers.map((sleeper) => sleeper.at));
        if (at > to) break;
        now = Math.max(now, at);
        const due = sleepers.filter((sleeper) => sleeper.at <= at);
        sleepers = sleepers.filter((sleeper) => sleeper.at > at);
        for (const { wake } of due) wake();
        await new Promise(setImmediate);
      }
      now = to;
    },
  };
}

/** mulberry32: the same numbers for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function resultOf(index: number, symptom: Symptom | undefined): ProbeResult {
  const closeCode = symptom === undefined ? 1000 : Number(/^CLOSE_(\d+)$/u.exec(symptom.code)?.[1]);
  const isClose = !Number.isNaN(closeCode);
  return {
    id: `every-minute.${index}`,
    environment: 'staging',
    endpoint: `e${index}`,
    kind: 'websocket',
    url: `ws://127.0.0.1:8080/${index}`,
    startedAt: '2026-03-02T00:00:00.000Z',
    durationMs: 12,
    location: 'here',
    standing: symptom === undefined ? 'up' : 'down',
    ...(symptom === undefined
      ? {}
      : { brokeAt: symptom.layer, problem: { code: symptom.code, message: `failed with ${symptom.code}` } }),
    steps: [],
    addresses: [],
    changed: {},
    loopDelayMs: 0,
    isSpoiled: false,
    ...(isClose
      ? {
          ws: {
            headers: {},
            offered: [],
            token: 'none',
            events: [],
            closeCode,
            closedBy: symptom === undefined ? 'client' : 'server',
            isClean: true,
            bytesIn: 0,
            bytesOut: 0,
            framesIn: 0,
            framesOut: 0,
          } as const,
        }
      : {}),
  };
}
