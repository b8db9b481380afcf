import type { Symptom } from '#domain/diagnosis.ts';

const atOnce = /concurr|parallel|side[ _]by[ _]side|many|load|burst|simultan|at[ _]once|multiple|together/iu;

/** Whether the names of the tests say that they do much at a time. */
export function speaksOfMany({ tests }: Pick<Symptom, 'tests'>): boolean {
  return atOnce.test(tests.slice(0, 20).join(' '));
}
