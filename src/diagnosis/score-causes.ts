import type { RankedCause, Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import { decibans, type Cause } from './cause.ts';
import { healthy, isHonest, unknown } from './honest-answers.ts';
import { isAnsweredElse, showsAs } from './shows-as.ts';
import { weighEvidence, type Evidence, type Link, type SeenOf } from './weigh-evidence.ts';

export interface ScoreOptions {
  /** Decibans that corrections of people add to a cause, by id: each is capped at ±10. */
  readonly learnt?: ReadonlyMap<string, number> | undefined;
  /** The other failures of the run: what shows as one of them and not as this one is what they come from. */
  readonly others?: readonly Symptom[] | undefined;
  /** Above 1 makes confidences more modest. */
  readonly temperature?: number | undefined;
}

/** Nothing that is concluded from outside is surer than this. */
export const mostConfidence = 0.95;

/** What a cause may have that the gate has not let through. */
export const mostUngated = 0.5;

/** What `healthy` may have where something is not. */
const mostRefuted = 0.3;

/** And where the test itself was not run again. */
const mostUntried = 0.7;

const defaultTemperature = 0.7;

interface Weighed {
  readonly cause: Cause;
  readonly evidence: Evidence;
  readonly mass: number;
}

/**
 * How likely each cause is, the likeliest first: every cause that was given, `healthy` and `unknown` among them. Confidences
 * sum to 1 at most. Log-odds start at the prior; see docs/diagnosis.md for the arithmetic.
 */
export function scoreCauses(
  symptom: Symptom,
  observations: readonly SeenOf[],
  ...[causes, options = {}]: readonly [causes: readonly Cause[], options?: ScoreOptions]
): readonly RankedCause[] {
  const total = causes.reduce((sum, { prior }) => sum + prior, 0);
  const weighed = causes.map((cause): Weighed => {
    const evidence = weighEvidence(cause, observations, symptom);
    const mass = isOfAnother(cause, symptom, options.others) ? 0 : massOf({ cause, evidence }, { total, ...options });
    return { cause, evidence, mass };
  });
  const shares = sharesOf(weighed);
  const gated = gate(weighed, shares, { observations, symptom });
  return weighed
    .map(({ cause: { id, prior }, evidence }) => ({ id, prior, evidence, confidence: gated.get(id) ?? 0 }))
    .toSorted(
      (one, other) =>
        other.confidence - one.confidence || other.evidence.decibans - one.evidence.decibans || other.prior - one.prior,
    )
    .map(({ id, confidence, evidence }) => ({
      id,
      confidence,
      coverage: evidence.coverage,
      supports: idsOf(evidence.supports),
      contradicts: idsOf(evidence.contradicts),
    }));
}

/** What was seen of the stack speaks for it here too, since it is there; but this failure is not how it shows. */
function isOfAnother(cause: Cause, symptom: Symptom, others: readonly Symptom[] = []): boolean {
  if (isHonest(cause.id)) return false;
  return isAnsweredElse(cause, symptom) || (!showsAs(cause, symptom) && others.some((each) => showsAs(cause, each)));
}

type Terms = ScoreOptions & { readonly total: number };

function massOf({ cause, evidence }: Omit<Weighed, 'mass'>, { total, learnt, temperature }: Terms): number {
  const correction = Math.max(-decibans.strong, Math.min(decibans.strong, learnt?.get(cause.id) ?? 0));
  const odds = 10 * Math.log10(cause.prior / total) + evidence.decibans + correction;
  return 10 ** (odds / 10 / (temperature ?? defaultTemperature));
}

/** What nothing speaks for, or more against than for, has no claim: its share goes to `unknown`. */
function sharesOf(weighed: readonly Weighed[]): Map<string, number> {
  const sum = weighed.reduce((total, { mass }) => total + mass, 0);
  const shares = new Map(weighed.map(({ cause, mass }) => [cause.id, mass / sum]));
  for (const { cause, evidence } of weighed) {
    if (cause.id !== unknown && evidence.decibans <= 0) shift(shares, cause.id, 0);
  }
  return shares;
}

/** However many weak signs there are: they are there in most systems. */
function isOnSigns({ counted }: Evidence): boolean {
  return counted.every(({ decibans: weight }) => weight < decibans.strong);
}

/**
 * Nobody is accused on one observation, on weak ones alone, nor of what passes when it is done again. Seen in another way than by replaying, it
 * may still be true: it shows under load, or now and then.
 */
function gate(
  weighed: readonly Weighed[],
  shares: Map<string, number>,
  { observations, symptom }: { readonly observations: readonly Observation[]; readonly symptom: Symptom },
): ReadonlyMap<string, number> {
  const replays = observations.filter(({ fact }) => fact === 'replay.passed');
  // Where nothing was sent, no probe did the same; and a test that fails again by itself is there, whatever a probe does.
  const isOurs = symptom.phase === 'before-io' || observations.some(isRedAgain) || observations.some(isOfThisMachine);
  const failed = isOurs || replays.length === 0 || replays.some(({ value }) => value !== 3);
  for (const { cause, evidence } of weighed) {
    if (cause.id === unknown) continue;
    if (cause.id === healthy) {
      if (!replays.some(({ value }) => value === 3)) shift(shares, healthy, 0);
      // We passed, and whether the test does nobody has seen.
      if (!observations.some(({ fact }) => fact.startsWith('rerun.'))) shift(shares, healthy, mostUntried);
      // However often it passes: something was seen, by asking, that is not well.
      if (evidence.against.some(isSeenBroken)) shift(shares, healthy, mostRefuted);
    } else if (evidence.counted.length < 2 || isOnSigns(evidence) || !(failed || isSeenOtherwise(cause, evidence))) {
      shift(shares, cause.id, mostUngated);
    }
    shift(shares, cause.id, mostConfidence);
  }
  return withoutGuess(shares);
}

/** What is less likely than this is a guess: nobody is accused on it, and it is told as the next one (docs/decisions.md, 52). */
const leastClaim = 0.35;

function withoutGuess(shares: Map<string, number>): ReadonlyMap<string, number> {
  const sorted = [...shares].toSorted(([, one], [, other]) => other - one);
  const [first] = sorted;
  if (first === undefined || !shares.has(unknown) || isHonest(first[0]) || first[1] >= leastClaim) return shares;
  for (const [id, share] of sorted) {
    const open = shares.get(unknown) ?? 0;
    if (id !== unknown && share >= open) shift(shares, id, (share + open) / 2 - 0.005);
  }
  return shares;
}

function isSeenBroken({ decibans: weight, observation }: Link): boolean {
  return weight <= decibans.refutes && observation.source === 'probe';
}

/** What this machine had no more of when the test ran is no matter of the stack, and one probe does not need it. */
function isOfThisMachine({ fact, value }: Observation): boolean {
  return fact === 'report.phrase' && value === 'no-free-port';
}

/** The test itself failed again. */
export function isRedAgain({ fact, value }: Pick<Observation, 'fact' | 'value'>): boolean {
  return (fact === 'rerun.alone' && value === 'failed') || (fact === 'rerun.suite' && value === 'alike');
}

/** What speaks of the tests themselves does so in the report; all else must have been seen by asking, and not by replaying. */
function isSeenOtherwise({ layer }: Cause, { counted }: Evidence): boolean {
  return counted.some(
    ({ decibans: weight, observation: { source, fact } }) =>
      weight >= decibans.strong &&
      !/^(?:replay\.(?:passed|same)|repeat\.)/u.test(fact) &&
      (layer === 'tests' || source !== 'report'),
  );
}

/** What is above the limit goes to `unknown`. */
function shift(shares: Map<string, number>, id: string, limit: number): void {
  const share = shares.get(id) ?? 0;
  if (share <= limit) return;
  shares.set(id, limit);
  if (shares.has(unknown)) shares.set(unknown, (shares.get(unknown) ?? 0) + share - limit);
}

function idsOf(links: Evidence['supports']): readonly string[] {
  return [...new Set(links.map(({ observation }) => observation.id))];
}
