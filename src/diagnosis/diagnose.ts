import type { Diagnosis, RankedCause, Symptom } from '#domain/diagnosis.ts';

import type { Cause } from './cause.ts';
import { chainWhys } from './chain-whys.ts';
import { explainAll } from './explain-all.ts';
import { notRed } from './find-symptoms.ts';
import { isHonest, unknown } from './honest-answers.ts';
import type { InquiryBook } from './inquiry-book.ts';
import type { Observation } from '#domain/observation.ts';
import { ruledOut } from './ruled-out.ts';
import { separateNearest } from './separate-nearest.ts';
import { scoreCauses, type ScoreOptions } from './score-causes.ts';

const mostCauses = 10;

export interface DiagnoseParts {
  readonly causes: readonly Cause[];
  readonly learnt?: ScoreOptions['learnt'];
}

/** What is known of each symptom by now. */
export function diagnose(
  symptoms: readonly Symptom[],
  book: Pick<InquiryBook, 'of'>,
  { causes, learnt }: DiagnoseParts,
): readonly Diagnosis[] {
  const alone = symptoms.map((symptom) => {
    return {
      symptom,
      causes: scoreCauses(symptom, book.of(symptom), causes, { learnt, others: othersThan(symptom, symptoms) }),
    };
  });
  return explainAll(alone).ranked.map(({ symptom, causes: ranked }) => {
    const observations = book.of(symptom);
    const top = causes.find(({ id }) => id === ranked[0]?.id) ?? causes.find(({ id }) => id === unknown);
    return {
      symptom,
      causes: shortened(ranked),
      title: top?.title,
      whys: top === undefined ? [] : chainWhys(symptom, top, observations),
      nextAction: actionOf(symptom, ranked, { top, causes, observations }),
      ruledOut: ruledOut(symptom, observations, causes),
    };
  });
}

/** The rest of what failed in the run. */
export function othersThan(symptom: Symptom, symptoms: readonly Symptom[]): readonly Symptom[] {
  return symptoms.filter((each) => each !== symptom && each.error !== notRed);
}

interface Known {
  readonly top: Cause | undefined;
  readonly causes: readonly Cause[];
  readonly observations: readonly Observation[];
}

/** Where nothing is known, what would separate the two nearest. */
function actionOf(symptom: Symptom, ranked: readonly RankedCause[], { top, causes, observations }: Known): string {
  const nearest = top?.id === unknown ? separateNearest(symptom, ranked, { causes, observations }) : undefined;
  return nearest === undefined ? (top?.nextAction ?? '') : `${nearest.says}. ${top?.nextAction ?? ''}`;
}

/** The honest answers are always among them. */
function shortened(ranked: readonly RankedCause[]): readonly RankedCause[] {
  const first = ranked.slice(0, mostCauses);
  const honest = ranked.slice(mostCauses).filter(({ id }) => isHonest(id));
  return [...first.slice(0, mostCauses - honest.length), ...honest];
}
