import { dueTimes } from '#domain/cron-times.ts';

const lookAheadMs = 35 * 86_400_000;

/** Milliseconds between two slots of a schedule, as it is now; infinite where it names none in the next five weeks. */
export function cronPeriodMs(schedule: string, now: Date): number {
  const to = new Date(now.getTime() + lookAheadMs);
  const [first, second] = dueTimes(schedule, now, { to, limit: 2 });
  return first === undefined || second === undefined ? Infinity : second.getTime() - first.getTime();
}
