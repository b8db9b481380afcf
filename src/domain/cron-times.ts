const minuteMs = 60_000;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/**
 * The minutes after `from`, up to and including `to`, that a schedule of five fields in UTC names; the oldest `limit`.
 * All fields must match, the day and the weekday too, as the scheduler that carries it out has it.
 */
export function dueTimes(
  schedule: string,
  from: Date,
  { to, limit }: { readonly to: Date; readonly limit: number },
): readonly Date[] {
  const fields = readFields(schedule);
  const due: Date[] = [];
  let at = (Math.floor(from.getTime() / minuteMs) + 1) * minuteMs;
  while (at <= to.getTime() && due.length < limit) {
    const date = new Date(at);
    if (isDay(date, fields)) {
      if (fields.hours.has(date.getUTCHours()) && fields.minutes.has(date.getUTCMinutes())) due.push(date);
      at += minuteMs;
    } else at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
  }
  return due;
}

interface Fields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
}

function isDay(date: Date, fields: Fields): boolean {
  return (
    fields.days.has(date.getUTCDate()) &&
    fields.months.has(date.getUTCMonth() + 1) &&
    fields.weekdays.has(date.getUTCDay())
  );
}

/** The schedule was checked when the configuration was read. */
function readFields(schedule: string): Fields {
  const parts = schedule.trim().split(/\s+/u);
  const [minutes, hours, days, monthsOf, weekdaysOf] = ranges.map((range, index) =>
    valuesOf(parts[index] ?? '*', range),
  );
  const none = new Set<number>();
  return {
    minutes: minutes ?? none,
    hours: hours ?? none,
    days: days ?? none,
    months: monthsOf ?? none,
    weekdays: new Set([...(weekdaysOf ?? none)].map((day) => day % 7)),
  };
}

function valuesOf(part: string, [min, max]: readonly [number, number]): ReadonlySet<number> {
  const values = new Set<number>();
  for (const item of part.split(',')) {
    const [range = '*', step = '1'] = item.split('/');
    const [first = '', last] = range.split('-');
    const from = range === '*' ? min : numberOf(first, max);
    const to = range === '*' ? max : numberOf(last ?? first, max);
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values;
}

function numberOf(word: string, max: number): number {
  const lower = word.toLowerCase();
  if (max === 12 && months.includes(lower)) return months.indexOf(lower) + 1;
  if (max === 7 && weekdays.includes(lower)) return weekdays.indexOf(lower);
  return Number(word);
}
