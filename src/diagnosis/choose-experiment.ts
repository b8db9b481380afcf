import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import { decibans, type Cause } from './cause.ts';
import type { Experiment } from './experiments/experiment.ts';
import type { FactName } from './facts.ts';
import { isPredicted, possibleValues } from './predicted-values.ts';

export interface Choice {
  readonly symptom: Symptom;
  /** Those that apply and were not carried out. */
  readonly experiments: readonly Experiment[];
  readonly causes: readonly Cause[];
  /** Cause → how likely it is now. What is left to 1 is a cause that nobody knows. */
  readonly likely: ReadonlyMap<string, number>;
  /** What is known already: seen again it says little. */
  readonly known: ReadonlySet<FactName>;
  readonly leftSeconds: number;
  /** What an experiment takes here; default its usual time. */
  readonly costOf?: ((experiment: Experiment) => number) | undefined;
}

/** Bits; less than that is not worth a connection. */
const leastBits = 0.02;
/** Facts of one experiment are seen together, so each beside the best says only a part. */
const shareOfOthers = 0.4;
const shareOfKnown = 0.1;
/** What is hardly possible any more is left out of the sums. */
const leastLikely = 1e-4;
const capDecibans = 20;

/** The experiment from which the most is expected to be learned per second; undefined where none that fits says enough. */
export function chooseExperiment(choice: Choice): Experiment | undefined {
  const { experiments, leftSeconds, costOf = ({ costSeconds }: Experiment) => costSeconds } = choice;
  const bitsOf = createBits(choice);
  const worth = experiments.flatMap((experiment) => {
    const seconds = costOf(experiment);
    const bits = seconds > leftSeconds ? 0 : together(experiment.observes.map(bitsOf));
    return bits < leastBits ? [] : [{ experiment, perSecond: bits / seconds }];
  });
  return worth.toSorted((one, other) => other.perSecond - one.perSecond)[0]?.experiment;
}

function together(bits: readonly number[]): number {
  const [best = 0, ...others] = bits.toSorted((one, other) => other - one);
  return best + shareOfOthers * others.reduce((sum, each) => sum + each, 0);
}

interface Candidate {
  readonly cause: Cause;
  readonly chance: number;
}

function createBits(choice: Choice): (fact: FactName) => number {
  const { causes, likely, known, symptom } = choice;
  const candidates = causes.flatMap((cause) => {
    const chance = likely.get(cause.id) ?? 0;
    return chance < leastLikely ? [] : [{ cause, chance }];
  });
  const calculated = new Map<FactName, number>();
  return (fact) => {
    const bits = calculated.get(fact) ?? expectedBits(fact, candidates, symptom);
    calculated.set(fact, bits);
    return known.has(fact) ? bits * shareOfKnown : bits;
  };
}

/** Mutual information of the fact and the cause. */
function expectedBits(fact: FactName, candidates: readonly Candidate[], symptom: Symptom): number {
  if (!candidates.some(({ cause }) => cause.predicts.some((each) => each.fact === fact))) return 0;
  const values = possibleValues(
    fact,
    candidates.map(({ cause }) => cause),
  );
  const total = candidates.reduce((sum, { chance }) => sum + chance, 0);
  const rows = candidates.map(({ cause, chance }) => ({
    chance: chance / total,
    spread: spreadOf(cause, fact, { values, symptom }),
  }));
  return values.reduce<number>((sum, _, index) => {
    const overall = rows.reduce((part, { chance, spread }) => part + chance * (spread[index] ?? 0), 0);
    return rows.reduce((part, { chance, spread }) => {
      const own = spread[index] ?? 0;
      return own === 0 || overall === 0 ? part : part + chance * own * Math.log2(own / overall);
    }, sum);
  }, 0);
}

interface Looking {
  readonly values: readonly Fact[];
  readonly symptom: Symptom;
}

/** How likely each value is where this is the cause; one that says nothing of it leaves them alike. */
function spreadOf({ predicts }: Cause, fact: FactName, { values, symptom }: Looking): readonly number[] {
  const own = predicts.filter((each) => each.fact === fact);
  const weights = values.map((value) => {
    const sum = own.reduce((part, each) => {
      const weight = isPredicted(each, value, symptom) ? each.then : each.otherwise;
      return part + (weight === undefined ? 0 : decibans[weight]);
    }, 0);
    return usual(value, values.length) * 10 ** (Math.max(-capDecibans, Math.min(capDecibans, sum)) / 10);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Most things are well, whatever the cause. */
function usual(value: Fact, count: number): number {
  return value === 'ok' || value === 'none' || value === false ? count : 1;
}
