import type { Sweep } from '#domain/configuration.ts';
import { dueTimes } from '#domain/cron-times.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';

/** Missed slots are looked for in this much of the past. */
export const missedWithinMs = 24 * 3_600_000;
const most = 1_440;

/** Slots that a schedule named after `last` and before `until`, and that nobody carried out. */
export function missedSlots(
  sweep: Sweep,
  { last, until, reason }: { readonly last: Date; readonly until: Date; readonly reason: string },
): readonly SweepSlot[] {
  const from = new Date(Math.max(last.getTime(), until.getTime() - missedWithinMs));
  const to = new Date(until.getTime() - 1);
  return dueTimes(sweep.cron, from, { to, limit: most }).map((dueAt) =>
    idleSlot(sweep, dueAt, { state: 'missed', reason }),
  );
}

/** A slot in which nothing was measured. */
export function idleSlot(
  { name, environment }: Sweep,
  dueAt: Date,
  why: { readonly state: 'missed' | 'overlapped'; readonly reason: string },
): SweepSlot {
  return { sweep: name, environment, dueAt: dueAt.toISOString(), up: 0, down: 0, unknown: 0, ...why };
}

/** How many sweeps should have been carried out since then. */
export function dueSince(sweep: Sweep, since: Date, now: Date): number {
  return dueTimes(sweep.cron, since, { to: now, limit: 1_000 }).length;
}
