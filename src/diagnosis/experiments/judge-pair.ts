import type { Fact } from '#domain/observation.ts';

import type { FactName } from '../facts.ts';
import { compare, type Side } from './compare.ts';
import type { Finding, Lab } from './experiment.ts';

export interface Pair {
  readonly fact: FactName;
  readonly one: Omit<Side, 'fact'>;
  readonly other: Omit<Side, 'fact'>;
  /** What the two outcomes say together; undefined where they say nothing. */
  readonly judge: (one: Fact, other: Fact) => Fact | undefined;
}

/** Two sides that take turns, as one observation: what they say together. Nothing where one of them was not measured. */
export async function judgePair(
  { fact, one, other, judge }: Pair,
  lab: Lab,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const sides = [one, other].map((side) => ({ ...side, fact }));
  const [first, second] = await compare(sides, lab, signal);
  const value = first === undefined || second === undefined ? undefined : judge(first.value, second.value);
  if (first === undefined || second === undefined || value === undefined) return [];
  const isControlled = first.isControlled && second.isControlled;
  return [{ ...second, value, says: `${first.says}; ${second.says}`, isControlled }];
}
