import { cronFields, cronValues } from '#domain/cron-fields.ts';

const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a cron schedule of five fields; undefined when nothing is. */
export function checkCron(schedule: string): string | undefined {
  const parts = schedule.trim().split(/\s+/u);
  if (schedule.length > 200 || parts.length !== cronFields.length) {
    return `it has ${schedule.trim() === '' ? 0 : parts.length} of the 5 fields`;
  }
  const read = cronFields.map((field, index) => cronValues(parts[index] ?? '', field));
  const wrong = read.indexOf(undefined);
  const field = cronFields[wrong];
  if (field !== undefined) {
    return `"${parts[wrong]?.slice(0, 40)}" is no ${field.name} (${field.min} to ${field.max})`;
  }
  const [, , days, months] = read;
  const firstDay = Math.min(...(days ?? []));
  const isEverDue = [...(months ?? [])].some((month) => firstDay <= (daysOfMonths[month - 1] ?? 0));
  return isEverDue ? undefined : `it is never due: no month of "${parts[3]}" has a day ${firstDay}`;
}
