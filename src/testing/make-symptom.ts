import type { Symptom } from '#domain/diagnosis.ts';

/** A refused upgrade in one test, with what a test says of it in place. */
export function makeSymptom(changes: Partial<Symptom> = {}): Symptom {
  const counted = { medianMs: 120, tests: ['chat answers'], testCount: 1 };
  return { id: 's1', phase: 'upgrade', title: 'refused, in 1 test', error: 'InvalidStatus', ...counted, ...changes };
}
