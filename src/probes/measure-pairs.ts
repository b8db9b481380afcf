import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { ProbingAim } from '#domain/probing.ts';

import { findEndpoint } from './endpoints.ts';
import type { Measuring } from './work-probing.ts';

/** Resolves to why nothing, or not all, could be measured. */
export async function measurePairs(
  aim: Extract<ProbingAim, { kind: 'pairs' }>,
  environment: Environment,
  _measuring: Measuring,
): Promise<string | undefined> {
  const endpoint = findEndpoint(aim.endpoint, environment);
  if (endpoint !== undefined) return undefined;
  throw new OperatorError({
    code: 'UNKNOWN_ENDPOINT',
    message: `"${aim.endpoint}" is not configured any more`,
    hint: 'Probe another endpoint',
  });
}
