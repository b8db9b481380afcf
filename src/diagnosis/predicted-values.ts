import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';

import type { Cause, Prediction } from './cause.ts';
import { facts, type FactKind, type FactName } from './facts.ts';

/** Values that stand for what predictions as functions may ask. */
const samples: Readonly<Record<FactKind, readonly Fact[]>> = {
  outcome: [
    'ok',
    'upgrade STATUS_401',
    'upgrade STATUS_403',
    'upgrade STATUS_503',
    'upgrade TIMEOUT',
    'response STATUS_500',
    'response TIMEOUT',
    'welcome CLOSE_1011',
    'welcome CLOSE_1006',
    'tcp ECONNREFUSED',
  ],
  word: ['none'],
  number: [0, 1, 3, 10, 100, 10_000],
  'yes-no': [true, false],
};
const rungs = /^(?:dns|tcp|tls|request|response|upgrade|subprotocol|auth|welcome|round-trip|hold|close)$/u;

/** Values that an observation of it may have, as far as any cause tells them apart. */
export function possibleValues(fact: FactName, causes: readonly Cause[]): readonly Fact[] {
  const { kind } = facts[fact];
  const literals = causes
    .flatMap(({ predicts }) => predicts.filter((each) => each.fact === fact))
    .flatMap(({ is }) => (typeof is === 'function' ? [] : isList(is) ? is : [is]));
  const written = kind === 'outcome' ? literals.flatMap(toOutcome) : literals;
  return [...new Set([...samples[kind], ...written])];
}

/** A rung or a code alone becomes a whole outcome. */
function toOutcome(literal: Fact): readonly Fact[] {
  if (typeof literal !== 'string' || literal === 'fails') return [];
  if (literal === 'ok' || literal.includes(' ')) return [literal];
  return [rungs.test(literal) ? `${literal} OTHER` : `other ${literal}`];
}

/** Whether a value is what is predicted; a text matches an outcome by its rung, its code, or both; `fails` is all but ok. */
export function isPredicted({ is, fact }: Pick<Prediction, 'is' | 'fact'>, value: Fact, symptom: Symptom): boolean {
  if (typeof is === 'function') return is(value, symptom);
  return (isList(is) ? is : [is]).some((wanted) => equals(wanted, value, facts[fact].kind));
}

export function isFactName(text: string): text is FactName {
  return Object.hasOwn(facts, text);
}

function equals(wanted: Fact, value: Fact, kind: FactKind): boolean {
  if (wanted === value) return true;
  if (kind !== 'outcome' || typeof value !== 'string') return false;
  if (wanted === 'fails') return value !== 'ok';
  return value.split(' ').includes(String(wanted));
}

function isList(is: Exclude<Prediction['is'], (...of: never[]) => boolean>): is is readonly Fact[] {
  return Array.isArray(is);
}
