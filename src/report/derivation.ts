import { readMoney } from '#domain/impact.ts';
import { atPointer } from '#domain/json-pointer.ts';

/** One condition on a member of a list: the value at the pointer is one of these. */
export interface Condition {
  readonly at: string;
  readonly in: readonly (string | number)[];
}

/** Members of the list (or values of the map) at a JSON pointer that meet all conditions. */
export interface Members {
  readonly list: string;
  readonly where?: readonly Condition[] | undefined;
}

/** How a number of a report comes from its records; the report's JSON carries it beside each number, so that anybody can do it again. */
export type Derivation =
  /** A number that a record holds. */
  | { readonly at: string }
  | { readonly count: Members }
  | { readonly sum: Members; readonly of: string }
  /** Milliseconds from one point in time to another. */
  | { readonly from: string; readonly to: string }
  /** Members of both lists, known by the text at `by`. */
  | { readonly both: readonly [Members, Members]; readonly by: string }
  /** Members of the first that the second does not have. */
  | { readonly without: readonly [Members, Members]; readonly by: string }
  | { readonly total: readonly Derivation[] }
  | { readonly minus: readonly [Derivation, Derivation] }
  /** Amounts that texts at pointers are nothing but, added up: `$120K+ MRR` is 120,000. */
  | { readonly money: readonly string[] }
  /** Percent of the second, cut. */
  | { readonly share: readonly [Derivation, Derivation] };

/** NaN where the records do not hold what it rests on. */
export function derive(derivation: Derivation, records: unknown): number {
  if ('at' in derivation) return numberAt(records, derivation.at);
  if ('count' in derivation) return membersOf(derivation.count, records).length;
  if ('sum' in derivation) return sumOf(derivation.sum, derivation.of, records);
  if ('from' in derivation) return timeAt(records, derivation.to) - timeAt(records, derivation.from);
  if ('both' in derivation) return inBoth(derivation, records);
  if ('without' in derivation) return inFirst(derivation, records);
  if ('total' in derivation) return derivation.total.reduce((sum, each) => sum + derive(each, records), 0);
  if ('minus' in derivation) return derive(derivation.minus[0], records) - derive(derivation.minus[1], records);
  if ('money' in derivation) return derivation.money.reduce((sum, pointer) => sum + moneyAt(records, pointer), 0);
  const [part, whole] = derivation.share.map((each) => derive(each, records));
  return Math.floor(((part ?? Number.NaN) / (whole ?? Number.NaN)) * 100);
}

function membersOf({ list, where = [] }: Members, records: unknown): readonly unknown[] {
  const found = atPointer(records, list);
  const members: readonly unknown[] = Array.isArray(found) ? found : Object.values(objectOf(found));
  return members.filter((member) => where.every((condition) => isMet(condition, member)));
}

function isMet(condition: Condition, member: unknown): boolean {
  const value = atPointer(member, condition.at);
  return condition.in.some((each) => each === value);
}

function sumOf(members: Members, of: string, records: unknown): number {
  return membersOf(members, records).reduce((sum: number, member) => sum + numberAt(member, of), 0);
}

function inBoth({ both: [one, other], by }: Extract<Derivation, { both: unknown }>, records: unknown): number {
  const keys = keysOf(other, by, records);
  return [...keysOf(one, by, records)].filter((key) => keys.has(key)).length;
}

function inFirst({ without: [one, other], by }: Extract<Derivation, { without: unknown }>, records: unknown): number {
  const keys = keysOf(other, by, records);
  return [...keysOf(one, by, records)].filter((key) => !keys.has(key)).length;
}

function keysOf(members: Members, by: string, records: unknown): ReadonlySet<unknown> {
  return new Set(membersOf(members, records).map((member) => atPointer(member, by)));
}

function numberAt(value: unknown, pointer: string): number {
  const found = atPointer(value, pointer);
  return typeof found === 'number' ? found : Number.NaN;
}

function timeAt(value: unknown, pointer: string): number {
  const found = atPointer(value, pointer);
  return typeof found === 'string' ? Date.parse(found) : Number.NaN;
}

function moneyAt(value: unknown, pointer: string): number {
  const found = atPointer(value, pointer);
  return (typeof found === 'string' ? readMoney(found)?.amount : undefined) ?? Number.NaN;
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
