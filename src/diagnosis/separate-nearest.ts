import type { RankedCause, Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import { decibans, type Cause } from './cause.ts';
import type { FactName } from './facts.ts';
import { isHonest } from './honest-answers.ts';
import { isPredicted, possibleValues } from './predicted-values.ts';

/** The two likeliest of the known causes, and the fact that would tell them apart best of those that were not seen. */
export interface Nearest {
  readonly causes: readonly [Cause, Cause];
  /** Absent where all that separates them was looked at. */
  readonly fact?: FactName | undefined;
  /** `Nearest are …; what separates them: …`, for where nothing is known. */
  readonly says: string;
}

interface Known {
  readonly causes: readonly Cause[];
  readonly observations: readonly Observation[];
}

/** Undefined where less than two causes are known. */
export function separateNearest(
  symptom: Symptom,
  ranked: readonly RankedCause[],
  { causes, observations }: Known,
): Nearest | undefined {
  const known = ranked
    .filter(({ id }) => !isHonest(id))
    .flatMap(({ id }) => causes.find((each) => each.id === id) ?? []);
  const [one, other] = known;
  if (one === undefined || other === undefined) return undefined;
  const seen = new Set(observations.map(({ fact }) => fact));
  const open = [...one.predicts, ...other.predicts]
    .map(({ fact }) => fact)
    .filter((fact) => !seen.has(fact) && !isOfReport(fact) && neededFor(fact, [one, other]) !== undefined);
  const best = [...new Set(open)]
    .map((fact) => ({ fact, apart: distance(fact, [one, other], symptom) }))
    .toSorted((first, second) => second.apart - first.apart)[0];
  const fact = best === undefined || best.apart === 0 ? undefined : best.fact;
  const needed = (fact && neededFor(fact, [one, other])) ?? 'nothing that can be asked';
  return {
    causes: [one, other],
    fact,
    says: `Nearest are ${one.id} and ${other.id}; what would separate them: ${needed}`,
  };
}

/** The report is written: what it does not say nobody can look for. */
function isOfReport(fact: FactName): boolean {
  return fact.startsWith('report.');
}

/** In the words of the link that rests on it: what no link rests on nobody can be sent to look for. */
function neededFor(fact: FactName, pair: readonly [Cause, Cause]): string | undefined {
  return pair.flatMap(({ whys }) => whys).find(({ rests }) => rests.includes(fact))?.needs;
}

/** In decibans, by the value that differs most. */
function distance(fact: FactName, pair: readonly [Cause, Cause], symptom: Symptom): number {
  const [one, other] = pair;
  const values = possibleValues(fact, pair);
  const weigh = ({ predicts }: Cause, value: (typeof values)[number]): number =>
    predicts
      .filter((each) => each.fact === fact)
      .reduce((sum, each) => {
        const weight = isPredicted(each, value, symptom) ? each.then : each.otherwise;
        return sum + (weight === undefined ? 0 : decibans[weight]);
      }, 0);
  return Math.max(0, ...values.map((value) => Math.abs(weigh(one, value) - weigh(other, value))));
}
