import type { Symptom, Why, WhyStanding } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import { decibans, type Cause, type WhyWords } from './cause.ts';
import type { FactName } from './facts.ts';
import { isPredicted } from './predicted-values.ts';

export const notEstablished = 'Not established';

interface Seen {
  readonly fact: FactName;
  /** What was seen as the cause predicts it; all that was seen where the cause says nothing of the fact. */
  readonly fitting: readonly Observation[];
  readonly others: readonly Observation[];
}

/** From the symptom to what let it through: at most five links, each with its observations. It stops where knowledge stops. */
export function chainWhys(symptom: Symptom, cause: Cause, observations: readonly Observation[]): readonly Why[] {
  const chain: Why[] = [];
  for (const words of cause.whys) {
    const link = linkOf(words, { symptom, cause, observations });
    chain.push(link);
    if (link.standing === 'not established') break;
  }
  return chain;
}

const ranks: Readonly<Record<WhyStanding, number>> = { proved: 2, supported: 1, 'not established': 0 };

/** Of the weakest link before the chain stops; a chain in which nothing is established has none. */
export function standingOf(chain: readonly Why[]): WhyStanding {
  const established = chain.filter(({ standing }) => standing !== 'not established');
  const weakest = established.toSorted((one, other) => ranks[one.standing] - ranks[other.standing])[0];
  return weakest?.standing ?? 'not established';
}

interface Case {
  readonly symptom: Symptom;
  readonly cause: Cause;
  readonly observations: readonly Observation[];
}

function linkOf(words: WhyWords, given: Case): Why {
  const seen = words.rests.map((fact) => look(fact, words, given));
  const fitting = seen.flatMap((each) => each.fitting);
  const question = fill(words.question, { seen, symptom: given.symptom });
  if (fitting.length === 0) {
    return { question, answer: notEstablished, standing: 'not established', observations: [], needs: words.needs };
  }
  return {
    question,
    answer: fill(told(words, seen), { seen, symptom: given.symptom }),
    standing: isProved(words, seen) ? 'proved' : 'supported',
    observations: fitting.map(({ id }) => id),
  };
}

/** The answer without the clauses of which nothing was seen; where either observation is enough, without those that the other one stands for. */
function told({ answer, oneIsEnough }: WhyWords, seen: readonly Seen[]): string {
  const tells = (fact: string): boolean =>
    seen.some(
      (each) => each.fact === fact && (each.fitting.length > 0 || (oneIsEnough !== true && each.others.length > 0)),
    );
  const clauses = answer.split('; ').filter((clause) => {
    const names = [...clause.matchAll(/\{([\w.-]+)\}/gu)].map(([, name]) => name ?? '');
    return names.length === 0 || names.includes('symptom') || names.some(tells);
  });
  return clauses.length === 0 ? answer : sentence(clauses.join('; '));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function look(fact: FactName, { asSeen }: WhyWords, { symptom, cause, observations }: Case): Seen {
  const all = observations.filter((observation) => observation.fact === fact);
  const predictions = cause.predicts.filter((each) => each.fact === fact && decibans[each.then] > 0);
  const isAsPredicted = ({ value }: Observation): boolean =>
    asSeen === true || predictions.length === 0 || predictions.some((each) => isPredicted(each, value, symptom));
  return { fact, fitting: all.filter(isAsPredicted), others: all.filter((each) => !isAsPredicted(each)) };
}

function isProved({ oneIsEnough }: WhyWords, seen: readonly Seen[]): boolean {
  const isClear = ({ fitting, others }: Seen): boolean => fitting.length > 0 && others.length === 0;
  return oneIsEnough === true ? seen.some(isClear) : seen.every(isClear);
}

interface Filling {
  readonly seen: readonly Seen[];
  readonly symptom: Symptom;
}

/** `{a}{b}` side by side are filled with those of them that were seen. */
function fill(text: string, { seen, symptom }: Filling): string {
  return text.replaceAll(/(?:\{[\w.-]+\})+/gu, (run) => {
    const names = run.slice(1, -1).split('}{');
    // Side by side they stand for each other: what is otherwise is no part of it.
    const fitting = seen.filter((each) => names.includes(each.fact) && each.fitting.length > 0);
    const shown = names.length > 1 && fitting.length > 0 ? fitting : seen;
    const values = names.flatMap((name) => (name === 'symptom' ? [symptom.title] : valuesOf(name, shown)));
    return values.length === 0 ? 'not looked at' : [...new Set(values)].join(' and ');
  });
}

function valuesOf(name: string, seen: readonly Seen[]): readonly string[] {
  const found = seen.find(({ fact }) => fact === name);
  const observation = found?.fitting[0] ?? found?.others[0];
  return observation === undefined ? [] : [String(observation.value)];
}
