import type { CloseCount } from '#domain/close.ts';
import type { Sweep } from '#domain/configuration.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import type { WatchStore } from '#state/watch.ts';

import type { Sweeping } from './carry-out-sweep.ts';
import { nextDeploys, noDeploys, type Deploys } from './deploy-window.ts';
import { missedWithinMs } from './slots.ts';

export interface RecordParts {
  readonly watch: WatchStore;
  /** The disk refused to take something; the sweeps go on. */
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Writes down what a sweep found. What the disk refuses is told and given up: the next sweep is a minute away. */
export async function recordSweep(
  { slot, results }: Sweeping,
  closes: readonly CloseCount[],
  { watch, onTrouble }: RecordParts,
): Promise<void> {
  const writes: readonly (readonly [string, () => Promise<void>])[] = [
    ['results', () => watch.probes.add(results)],
    ['closes', () => (closes.length === 0 ? Promise.resolve() : watch.ledger.add(closes))],
    ['slot', () => watch.sweeps.add(slot)],
  ];
  for (const [what, write] of writes)
    await write().catch((error: unknown) => onTrouble(error, `${what} of ${slot.sweep}`));
}

export async function recordSlots(slots: readonly SweepSlot[], { watch, onTrouble }: RecordParts): Promise<void> {
  const written = await Promise.allSettled(slots.map((slot) => watch.sweeps.add(slot)));
  const refused = written.find((each) => each.status === 'rejected');
  if (refused !== undefined) onTrouble(refused.reason, 'missed slots');
}

/** What the store remembers of a sweep: its slots of the last day, the newest first. */
export async function readSlots({ name }: Sweep, watch: WatchStore, now: number): Promise<readonly SweepSlot[]> {
  const since = new Date(now - missedWithinMs).toISOString();
  const slots = await watch.sweeps.list({ sweep: name, since, limit: 2_000 });
  return slots.toSorted((one, other) => (one.dueAt < other.dueAt ? 1 : -1));
}

/** The versions of an environment as its sweeps have read them. */
export function rebuildDeploys(slots: readonly SweepSlot[]): Deploys {
  return slots
    .toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
    .reduce((deploys, { versions, dueAt }) => nextDeploys(deploys, versions ?? {}, dueAt), noDeploys);
}
