import type { Variables } from '#domain/setting.ts';

import { aimOf } from './experiments/aim.ts';
import type { Aim } from './experiments/experiment.ts';
import type { Rounds } from './replay.ts';
import { isSameFailure } from './same-failure.ts';

/**
 * Where the report names nobody, all was done again: what failed as the report says in one place alone is about that place.
 * Undefined where it leaves a choice, or there was none.
 */
export function narrowAim(aim: Aim, rounds: Rounds, variables: Variables): Aim | undefined {
  const { symptom, operations, environment } = aim;
  if (new Set(operations.map(({ name }) => name)).size < 2) return undefined;
  const alike = rounds.flat().filter((result) => result.standing === 'down' && isSameFailure(symptom, result) === true);
  const found = operations.filter(({ id }) => alike.some(({ endpoint }) => endpoint === id));
  const [first] = found;
  if (first === undefined || found.some(({ name }) => name !== first.name)) return undefined;
  return aimOf({ ...symptom, endpoint: first.id }, { environment, variables });
}
