export interface CronField {
  readonly name: 'minute' | 'hour' | 'day' | 'month' | 'weekday';
  readonly min: number;
  readonly max: number;
  /** The word that stands for `min`, and those after it. */
  readonly words: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The five fields of a schedule, in their order. */
export const cronFields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: months },
  { name: 'weekday', min: 0, max: 7, words: weekdays },
];

/** All that a field such as `1,15`, `8-18/2` or `mon-fri` names; undefined where it is no such field. Sunday is 0 and 7, as written. */
export function cronValues(part: string, field: CronField): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of part.split(',')) {
    const match = /^(\*|[^-/*]+-[^-/*]+)\/(\d{1,3})$/u.exec(item) ?? /^(\*|[^-/*]+(?:-[^-/*]+)?)$/u.exec(item);
    const [, range = '', step = '1'] = match ?? [];
    const ends = range === '*' ? [field.min, field.max] : range.split('-').map((end) => valueOf(end, field));
    const [first, last] = [ends[0], ends.at(-1)];
    if (first === undefined || last === undefined || last < first || Number(step) < 1) return undefined;
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return values;
}

function valueOf(text: string, { min, max, words }: CronField): number | undefined {
  const index = words.indexOf(text.toLowerCase());
  if (index >= 0) return min + index;
  const value = /^\d{1,2}$/u.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
