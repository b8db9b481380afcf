import type { Environment } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Probing, ProbingAim } from '#domain/probing.ts';

import { findEndpoint } from './endpoints.ts';
import { varyEndpoint } from './vary-endpoint.ts';
import type { Measuring } from './work-probing.ts';

export interface PairsWish {
  readonly id: Probing['id'];
  readonly aim: Extract<ProbingAim, { kind: 'pairs' }>;
  readonly environment: Environment;
}

/** Measures both sides of each factor. What was provoked is no history of the endpoint, so only the verdicts are kept. */
export async function measurePairs(wish: PairsWish, { parts, tally, signal }: Measuring): Promise<void> {
  const { id, aim, environment } = wish;
  const { variables, tokens, authorities, prober, onResult } = parts;
  const endpoint = findEndpoint(aim.endpoint, environment);
  if (endpoint === undefined) {
    throw new OperatorError({
      code: 'UNKNOWN_ENDPOINT',
      message: `"${aim.endpoint}" is not configured any more`,
      hint: 'Probe another endpoint',
    });
  }
  const order = { endpoint, factors: aim.factors, id };
  const onPair = (pair: Parameters<typeof tally.addPair>[0]): void => tally.addPair(pair);
  await varyEndpoint(order, { environment, variables, tokens, authorities, prober, onResult, onPair }, signal);
}
