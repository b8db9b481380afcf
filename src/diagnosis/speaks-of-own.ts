import type { Symptom } from '#domain/diagnosis.ts';

const own = /(?:^|[^a-z])(?:own|apart|separate\w*|isolat\w*|private\w*|leak\w*|cross|others?|nobody|else)(?![a-z])/iu;

/** Whether the names of the tests say that users are to be kept apart. */
export function speaksOfOwn({ tests }: Pick<Symptom, 'tests'>): boolean {
  return tests.slice(0, 20).some((id) => own.test(id.split(/::|>/u).at(-1) ?? id));
}
