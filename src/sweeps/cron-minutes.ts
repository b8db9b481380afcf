const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
  readonly of: (date: Date) => number;
}

const fields: readonly Field[] = [
  { min: 0, max: 59, words: [], of: (date) => date.getUTCMinutes() },
  { min: 0, max: 23, words: [], of: (date) => date.getUTCHours() },
  { min: 1, max: 31, words: [], of: (date) => date.getUTCDate() },
  { min: 1, max: 12, words: months, of: (date) => date.getUTCMonth() + 1 },
  { min: 0, max: 6, words: weekdays, of: (date) => date.getUTCDay() },
];

/**
 * Whether a checked cron schedule of five fields names this minute, in UTC. As for sweeps, a day of the month and a weekday
 * that are both named must both be met.
 */
export function readCron(schedule: string): (date: Date) => boolean {
  const parts = schedule.trim().split(/\s+/u);
  const allowed = fields.map((field, index) => valuesOf(parts[index] ?? '*', field));
  return (date) => fields.every((field, index) => allowed[index]?.has(field.of(date)));
}

function valuesOf(part: string, field: Field): ReadonlySet<number> {
  return new Set(part.split(',').flatMap((item) => valuesOfItem(item, field)));
}

function valuesOfItem(item: string, field: Field): readonly number[] {
  const [range = '*', step] = item.split('/');
  const [low = '', high] = range.split('-');
  const from = range === '*' ? field.min : valueOf(low, field);
  const to = high === undefined ? lastOf(range, { from, step, field }) : valueOf(high, field);
  const every = Number(step ?? 1);
  const values: number[] = [];
  for (let value = from; value <= to; value += every) values.push(value % (field.words === weekdays ? 7 : 60));
  return values;
}

/** `5/10` goes on from 5 to the end. */
function lastOf(
  range: string,
  { from, step, field }: { readonly from: number; readonly step: string | undefined; readonly field: Field },
): number {
  return range === '*' || step !== undefined ? field.max : from;
}

function valueOf(text: string, { min, words }: Field): number {
  const index = words.indexOf(text.toLowerCase());
  return index >= 0 ? min + index : Number(text);
}
