import type { RankedCause, Symptom } from '#domain/diagnosis.ts';

import { isHonest } from './honest-answers.ts';
import { mostConfidence } from './score-causes.ts';

/** What one symptom was found to come from, before the others were looked at. */
export interface RankedSymptom {
  readonly symptom: Symptom;
  readonly causes: readonly RankedCause[];
}

/** A cause that is there, and what it explains. */
export interface Explanation {
  readonly cause: string;
  /** Ids of symptoms. */
  readonly symptoms: readonly string[];
}

export interface ExplainedAll {
  /** The smallest set of causes that explains what can be explained: the one that explains most first. */
  readonly explanations: readonly Explanation[];
  /** The same symptoms; what explains another symptom too has gained in each that it explains. */
  readonly ranked: readonly RankedSymptom[];
}

/** What a further cause has to be worth, in decibans: two faults at once are rarer than one. */
const priceOfCause = 10;
/** What is left unexplained is not infinitely unlikely. */
const leastConfidence = 0.005;
const mostCauses = 4;
const mostCandidates = 16;

/** Two symptoms of one fault have one cause; a further cause is named only where what speaks for it is worth its price. */
export function explainAll(ranked: readonly RankedSymptom[]): ExplainedAll {
  const open = ranked.map(claimsOf);
  const sets = subsets(candidatesOf(open));
  const priced = sets.map((set) => ({ set, price: priceOf(set, open) }));
  const best = priced.reduce((least, each) => (each.price < least.price ? each : least));
  const explanations = best.set
    .map((cause) => ({ cause, symptoms: explainedBy(cause, best.set, open) }))
    .filter(({ symptoms }) => symptoms.length > 0)
    .toSorted((one, other) => other.symptoms.length - one.symptoms.length);
  const shared = new Set(explanations.filter(({ symptoms }) => symptoms.length > 1).map(({ cause }) => cause));
  return { explanations, ranked: ranked.map(({ symptom, causes }) => ({ symptom, causes: raise(causes, shared) })) };
}

interface Claims {
  readonly symptom: string;
  /** Of `healthy` and `unknown`, which need no choosing. */
  readonly honest: number;
  readonly of: ReadonlyMap<string, number>;
}

function claimsOf({ symptom, causes }: RankedSymptom): Claims {
  const honest = causes.filter(({ id }) => isHonest(id)).map(({ confidence }) => confidence);
  const claims = causes.filter(isClaim).map(({ id, confidence }) => [id, confidence] as const);
  return { symptom: symptom.id, honest: Math.max(leastConfidence, ...honest), of: new Map(claims) };
}

/** What has support in a symptom, and is among the likely ones there. */
function candidatesOf(open: readonly Claims[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const [id, confidence] of open.flatMap((each) => [...each.of])) {
    sums.set(id, (sums.get(id) ?? 0) + confidence);
  }
  const sorted = [...sums].toSorted(([, one], [, other]) => other - one);
  return sorted.slice(0, mostCandidates).map(([id]) => id);
}

function isClaim({ id, supports, confidence }: RankedCause): boolean {
  return !isHonest(id) && supports.length > 0 && confidence > leastConfidence;
}

function subsets(ids: readonly string[]): readonly (readonly string[])[] {
  const sets: (readonly string[])[] = [[]];
  for (const id of ids) {
    sets.push(...sets.filter((set) => set.length < mostCauses).map((set) => [...set, id]));
  }
  return sets;
}

function priceOf(set: readonly string[], open: readonly Claims[]): number {
  const odds = open.map(
    (claims) => -10 * Math.log10(Math.max(claims.honest, ...set.map((id) => claims.of.get(id) ?? 0))),
  );
  return set.length * priceOfCause + odds.reduce((sum, each) => sum + each, 0);
}

function explainedBy(id: string, set: readonly string[], open: readonly Claims[]): readonly string[] {
  return open
    .filter(({ of, honest }) => {
      const own = of.get(id) ?? 0;
      return own > honest && set.every((other) => (of.get(other) ?? 0) <= own);
    })
    .map(({ symptom }) => symptom);
}

/** That something changed fits whatever fails since: what it explains elsewhere is no reason to believe it before what was seen here. */
const fitsAll: ReadonlySet<string> = new Set(['configuration-drift']);

/** What is there anyway costs no further cause here: it gains what that would have cost. */
function raise(causes: readonly RankedCause[], shared: ReadonlySet<string>): readonly RankedCause[] {
  const first = causes.find(isClaim);
  const isRaised = ({ id }: RankedCause): boolean => shared.has(id) && (!fitsAll.has(id) || first?.id === id);
  if (!causes.some((cause) => isRaised(cause) && isClaim(cause))) return causes;
  const gain = 10 ** (priceOfCause / 10);
  const masses = causes.map((cause) => ({ cause, mass: cause.confidence * (isRaised(cause) ? gain : 1) }));
  const total = masses.reduce((sum, { mass }) => sum + mass, 0);
  return masses
    .map(({ cause, mass }) => ({ ...cause, confidence: Math.min(mostConfidence, mass / total) }))
    .toSorted((one, other) => other.confidence - one.confidence);
}
