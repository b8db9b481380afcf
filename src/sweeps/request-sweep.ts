import type { Configuration, Sweep } from '#domain/configuration.ts';
import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Probing } from '#domain/probing.ts';
import type { Request } from '#state/state.ts';
import type { ProbingStore } from '#state/watch.ts';

import { endpointsOfSweep, environmentOf } from './carry-out-sweep.ts';

export interface SweepSurroundings {
  readonly request: Request;
  readonly configuration: Configuration;
  readonly store: { readonly watch: { readonly probings: ProbingStore } };
  readonly now: () => Date;
}

const mostActive = 100;

/** Records a probing of all endpoints of a sweep. Throws `UNKNOWN_SWEEP`, `UNKNOWN_ENDPOINT`, `TOO_MANY_PROBES`. */
export async function requestSweep(name: string, around: SweepSurroundings): Promise<Probing> {
  const { request, configuration, store, now } = around;
  const sweep = findSweep(name, configuration);
  const environment = environmentOf(sweep, configuration);
  const endpoints = endpointsOfSweep(sweep, environment).map(({ id }) => id);
  const active = await store.watch.probings.active();
  if (active.length >= mostActive) {
    const message = `${active.length} probes are waiting already`;
    throw new OperatorError({ code: 'TOO_MANY_PROBES', message, hint: 'Try again in a minute' });
  }
  const { probing } = await store.watch.probings.add({
    requestId: request.id,
    environment: environment.name,
    aim: { kind: 'endpoints', word: sweep.name, endpoints, sweep: sweep.name },
    requestedBy: request.actor,
    place: request.place,
    queuedAt: now().toISOString(),
  });
  return probing;
}

function findSweep(name: string, { sweeps }: Configuration): Sweep {
  const sweep = sweeps.get(name);
  if (sweep !== undefined) return sweep;
  const known = [...sweeps.keys()];
  const likely = nearest(name, known);
  const list =
    known.length === 0 ? 'Add one under "sweeps" in e2e.yaml' : `Known sweeps: ${known.slice(0, 20).join(', ')}`;
  throw new OperatorError({
    code: 'UNKNOWN_SWEEP',
    message: `No sweep named "${name.slice(0, 60)}"`,
    hint: likely === undefined ? list : `Did you mean "${likely}"? ${list}`,
  });
}
