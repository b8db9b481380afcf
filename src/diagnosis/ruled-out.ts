import type { Diagnosis, Symptom } from '#domain/diagnosis.ts';

import { decibans, type Cause } from './cause.ts';
import { isHonest } from './honest-answers.ts';
import { weighEvidence, type Evidence, type SeenOf } from './weigh-evidence.ts';

const mostTold = 5;

/** So far behind the best that it need not be thought of any more. */
const farBehind = 20;

/** What a person would think of, and what was seen that speaks against it: the likeliest first, at most five. */
export function ruledOut(
  symptom: Symptom,
  observations: readonly SeenOf[],
  causes: readonly Cause[],
): Diagnosis['ruledOut'] {
  const weighed = causes.map((cause) => ({ cause, evidence: weighEvidence(cause, observations, symptom) }));
  const best = Math.max(...weighed.map(({ evidence }) => evidence.decibans));
  return weighed
    .filter(({ cause, evidence }) => !isHonest(cause.id) && isOut(evidence, best))
    .toSorted((one, other) => temptationOf(other) - temptationOf(one))
    .slice(0, mostTold)
    .map(({ cause, evidence }) => {
      const told = evidence.against.slice(0, 2).map(({ observation }) => observation);
      const because = told.map(({ says }) => says).join('; ');
      return { id: cause.id, because, observations: told.map(({ id }) => id) };
    });
}

function isOut({ counted, against, decibans: sum }: Evidence, best: number): boolean {
  const isRefuted = against.some((link) => link.decibans <= decibans.against);
  return counted.length > 0 && isRefuted && sum <= best - farBehind;
}

/** How much would speak for it if nothing spoke against it. */
function temptationOf({ cause, evidence }: { readonly cause: Cause; readonly evidence: Evidence }): number {
  return evidence.counted.reduce((sum, link) => sum + link.decibans, 0) + 10 * Math.log10(cause.prior);
}
