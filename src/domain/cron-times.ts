import { cronFields, cronValues } from './cron-fields.ts';

const minuteMs = 60_000;

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
  const none = new Set<number>();
  const [minutes = none, hours = none, days = none, months = none, weekdays = none] = cronFields.map(
    (field, index) => cronValues(parts[index] ?? '*', field) ?? none,
  );
  return { minutes, hours, days, months, weekdays: new Set([...weekdays].map((day) => day % 7)) };
}
