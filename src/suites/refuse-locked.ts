import { OperatorError } from '#domain/operator-error.ts';
import type { Store } from '#state/state.ts';

/** Throws `ENVIRONMENT_LOCKED` with who locked it, since when and why. */
export async function refuseLocked(environment: string, { locks }: Pick<Store, 'locks'>): Promise<void> {
  const lock = await locks.get(environment);
  if (lock === undefined) return;
  const reason = lock.reason === undefined ? 'no reason given' : `"${lock.reason}"`;
  throw new OperatorError({
    code: 'ENVIRONMENT_LOCKED',
    message: `"${environment}" is locked by ${lock.by.name} since ${lock.at.slice(0, 16).replace('T', ' ')} UTC: ${reason}`,
    hint: `Ask ${lock.by.name}, or use "unlock ${environment}" when it is free again`,
  });
}
