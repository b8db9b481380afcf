import type { Diagnosis, Symptom } from '#domain/diagnosis.ts';
import type { Observation } from '#domain/observation.ts';

import { decibans, type Cause } from './cause.ts';
import { isHonest } from './honest-answers.ts';
import { weighEvidence } from './weigh-evidence.ts';

const mostTold = 5;

/** What a person would think of, and what was seen that speaks against it: the likeliest first, at most five. */
export function ruledOut(
  symptom: Symptom,
  observations: readonly Observation[],
  causes: readonly Cause[],
): Diagnosis['ruledOut'] {
  return causes
    .filter(({ id }) => !isHonest(id))
    .map((cause) => ({ cause, evidence: weighEvidence(cause, observations, symptom) }))
    .filter(({ evidence }) => evidence.decibans <= 0 && evidence.supports.length > 0)
    .filter(({ evidence }) => evidence.against.some((link) => link.decibans <= decibans.against))
    .map(({ cause, evidence }) => {
      const support = evidence.counted.reduce((sum, link) => sum + link.decibans, 0);
      return { cause, evidence, tempting: support + 10 * Math.log10(cause.prior) };
    })
    .toSorted((one, other) => other.tempting - one.tempting)
    .slice(0, mostTold)
    .map(({ cause, evidence }) => {
      const told = evidence.against.slice(0, 2).map(({ observation }) => observation);
      const because = told.map(({ says }) => says).join('; ');
      return { id: cause.id, because, observations: told.map(({ id }) => id) };
    });
}
