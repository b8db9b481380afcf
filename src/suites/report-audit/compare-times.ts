import type { ClockTime } from './audited-report.ts';

const halfDayMs = 43_200_000;
const dayMs = 86_400_000;

/**
 * How far `one` lies after `other`, in milliseconds; undefined where that cannot be said: a zone is missing, or a date is and
 * the day may have changed in between.
 */
export function compareTimes(one: ClockTime, other: ClockTime): number | undefined {
  if (one.offsetMinutes === undefined || other.offsetMinutes === undefined) return undefined;
  if (one.date !== undefined && other.date !== undefined) return utcMs(one) - utcMs(other);
  const apartMs = utcMs({ ...one, date: undefined }) - utcMs({ ...other, date: undefined });
  const ofDayMs = apartMs % dayMs;
  // 00:10 after 23:50 is the next day.
  return Math.abs(ofDayMs) >= halfDayMs || Math.abs(ofDayMs) < 2 * 60_000 ? undefined : ofDayMs;
}

function utcMs({ date, ms, offsetMinutes = 0 }: ClockTime): number {
  return (date === undefined ? 0 : Date.parse(`${date}T00:00:00Z`)) + ms - offsetMinutes * 60_000;
}
