import type { Symptom } from '#domain/diagnosis.ts';
import type { Variables } from '#domain/setting.ts';

import { aimOf } from './experiments/aim.ts';
import type { Aim } from './experiments/experiment.ts';
import type { Rounds } from './replay.ts';
import { isOfOther, isSameFailure } from './same-failure.ts';

interface Around {
  readonly others: readonly Symptom[];
  readonly variables: Variables;
}

/**
 * Where the report names nobody, all was done again: what failed as the report says in one place alone is about that place, and
 * what fails where another failure of the run says that it does is not about that one. Undefined where it leaves a choice.
 */
export function narrowAim(aim: Aim, rounds: Rounds, { others, variables }: Around): Aim | undefined {
  const { symptom, operations, environment } = aim;
  const names = new Set(operations.map(({ name }) => name));
  if (names.size < 2) return undefined;
  const nameOf = (endpoint: string): string | undefined => operations.find(({ id }) => id === endpoint)?.name;
  const failed = rounds.flat().filter(({ standing }) => standing === 'down');
  const alike = new Set(
    failed.flatMap((result) => (isSameFailure(symptom, result) === true ? (nameOf(result.endpoint) ?? []) : [])),
  );
  const theirs = new Set(
    failed.flatMap((result) => (isOfOther(symptom, others, result) ? (nameOf(result.endpoint) ?? []) : [])),
  );
  const left = alike.size > 0 ? alike : names.difference(theirs);
  const first = operations.find(({ name }) => left.has(name));
  if (first === undefined || left.size !== 1) return undefined;
  return aimOf({ ...symptom, endpoint: first.id }, { environment, variables });
}
