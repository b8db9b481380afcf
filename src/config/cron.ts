const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** The word that stands for `min`, and those after it. */
  readonly words: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: months },
  { name: 'weekday', min: 0, max: 7, words: weekdays },
];

/** What is wrong with a cron schedule of five fields; undefined when nothing is. */
export function checkCron(schedule: string): string | undefined {
  const parts = schedule.trim().split(/\s+/u);
  if (schedule.length > 200 || parts.length !== fields.length) {
    return `it has ${schedule.trim() === '' ? 0 : parts.length} of the 5 fields`;
  }
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? '';
    if (!part.split(',').every((item) => isRange(item, field))) {
      return `"${part.slice(0, 40)}" is no ${field.name} (${field.min} to ${field.max})`;
    }
  }
  return undefined;
}

function isRange(item: string, field: Field): boolean {
  const match = /^(\*|[^-/*]+-[^-/*]+)\/(\d{1,3})$/u.exec(item) ?? /^(\*|[^-/*]+(?:-[^-/*]+)?)$/u.exec(item);
  if (match === null || Number(match[2] ?? 1) < 1) return false;
  if (match[1] === '*') return true;
  const ends = (match[1] ?? '').split('-').map((text) => valueOf(text, field));
  return ends.every((end, index) => end !== undefined && end >= (ends[index - 1] ?? end));
}

function valueOf(text: string, { min, max, words }: Field): number | undefined {
  const index = words.indexOf(text.toLowerCase());
  if (index >= 0) return min + index;
  const value = /^\d{1,2}$/u.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
