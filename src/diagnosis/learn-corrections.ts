import type { Correction, Inquiry } from '#domain/diagnosis.ts';

/** Decibans of one word of a person: less than a weak observation, so that what is seen now outweighs it. */
const weights = { right: 2, wrong: -3, other: 3 } as const;

/** What people said of earlier diagnoses of one environment, added up by cause; the scoring bounds each sum. */
export function learnCorrections(inquiries: readonly Inquiry[], environment: string): ReadonlyMap<string, number> {
  const learnt = new Map<string, number>();
  const add = (id: string | undefined, decibans: number): void => {
    if (id !== undefined) learnt.set(id, (learnt.get(id) ?? 0) + decibans);
  };
  for (const inquiry of inquiries.filter((each) => each.environment === environment)) {
    for (const correction of inquiry.corrections) {
      const told = toldCause(inquiry, correction);
      if (correction.verdict === 'right') add(told, weights.right);
      else add(told, weights.wrong);
      if (correction.verdict === 'other') add(correction.cause, weights.other);
    }
  }
  return learnt;
}

function toldCause({ diagnoses }: Inquiry, { symptom }: Correction): string | undefined {
  return diagnoses.find((diagnosis) => diagnosis.symptom.id === symptom)?.causes[0]?.id;
}
