import type { ClockTime } from './audited-report.ts';

const zones: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  JST: 540,
};
const clock =
  /(?:(\d{4}-\d{2}-\d{2})[T ])?(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,6}))?)?(?![\d:]) ?([AaPp]\.?[Mm]\b\.?)? ?(Z\b|UTC\b|GMT\b|[ECMP][SD]T\b|CES?T\b|EES?T\b|BST\b|JST\b|[+-]\d{2}:?\d{2}\b|[A-Z]{3,4}\b(?=[,.)\s]|$))?/;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const isoDate = /\b(\d{4})-(\d{2})-(\d{2})\b/;
const monthFirst = /\b([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b/;
const dayFirst = /\b(\d{1,2})\.? ([A-Z][a-z]{2,8})\.?,? (\d{4})\b/;

/** The first time of day in a text that should hold one. */
export function timeIn(text: string): ClockTime | undefined {
  const [found, date, hour, minute, second, , half, zone] = clock.exec(text) ?? [];
  if (found === undefined) return undefined;
  const hours = toDayHour(Number(hour), half);
  const ms = hours * 3_600_000 + Number(minute) * 60_000 + Number(second ?? 0) * 1_000;
  const unitMs = second === undefined ? 60_000 : 1_000;
  return { date: date ?? dateIn(text), ms, unitMs, offsetMinutes: offsetOf(zone), zone };
}

/** `2025-09-09`, from `September 9, 2025` and the like. */
export function dateIn(text: string): string | undefined {
  const [iso] = isoDate.exec(text) ?? [];
  if (iso !== undefined) return iso;
  const [, firstMonth, firstDay, firstYear] = monthFirst.exec(text) ?? [];
  const [, lastDay, lastMonth, lastYear] = dayFirst.exec(text) ?? [];
  const month = months.indexOf((firstMonth ?? lastMonth ?? '').slice(0, 3).toLowerCase()) + 1;
  if (month === 0) return undefined;
  return `${firstYear ?? lastYear}-${pad(month)}-${pad(Number(firstDay ?? lastDay))}`;
}

function toDayHour(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const [found, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (found === undefined) return zones[zone];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
