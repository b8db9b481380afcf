import type { Incident } from '#domain/incident.ts';
import { createMemoryIncidents } from '#state/memory/memory-records.ts';

import { createMemoryDesk } from './memory-desk.ts';
import { createSimulatedClock, createSimulation, startMs, sweepMs, type Truth } from './sweep-simulation.ts';
import { eventStream } from './sweep-streams.ts';

/** Incidents that a stream in which nothing is wrong opened in so many days. */
export async function falseAlarms(truth: Truth, days: number): Promise<readonly Incident[]> {
  const { simulation, incidents } = scene(truth);
  await simulation.sweep(days * 1_440);
  return incidents.list({ limit: 10_000 });
}

export interface Detection {
  /** Sweeps that were carried out since it began, the one that raised the alarm included; infinite when none did. */
  readonly sweeps: number;
  /** How many incidents it made, from its begin until two hours after its end. */
  readonly incidents: number;
}

/** A stream that is good for two hours, then fails at this rate for four, then is good again. */
export async function detect(rate: number, seed: number): Promise<Detection> {
  const fromMs = startMs + 120 * sweepMs + ((seed * 7_919) % sweepMs);
  const { simulation, incidents } = scene(eventStream(seed, { rate, fromMs, toMs: fromMs + 240 * sweepMs }));
  await simulation.sweep(480);
  const made = await incidents.list({ limit: 100 });
  const [first] = made.toSorted((one, other) => (one.triggeredAt < other.triggeredAt ? -1 : 1));
  if (first === undefined) return { sweeps: Infinity, incidents: 0 };
  return { sweeps: slotOf(Date.parse(first.triggeredAt)) - slotOf(fromMs), incidents: made.length };
}

function slotOf(ms: number): number {
  return Math.floor(ms / sweepMs);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function scene(truth: Truth) {
  const incidents = createMemoryIncidents();
  const simulation = createSimulation({
    truth,
    incidents,
    desk: createMemoryDesk(incidents),
    clock: createSimulatedClock(),
  });
  return { simulation, incidents };
}
