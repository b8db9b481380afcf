import type { Configuration } from '#domain/configuration.ts';
import { isOpen, type Alarm } from '#domain/incident.ts';
import { OperatorError } from '#domain/operator-error.ts';

import { endpointsOfSweep, environmentOf } from './carry-out-sweep.ts';
import type { SweepParts } from './open-sweep.ts';

type AbandonedParts = Pick<SweepParts, 'configuration' | 'watch' | 'desk' | 'clock' | 'isHeldElsewhere'>;

/** Ends what nobody would ever clear: incidents of a sweep that is gone, or of endpoints that no sweep measures any more. */
export async function clearAbandoned({ configuration, watch, desk, clock, ...parts }: AbandonedParts): Promise<void> {
  for (const { alarm, ...incident } of await watch.incidents.unfinished()) {
    const because = abandonedBecause(alarm, configuration());
    if (!isOpen(incident) || because === undefined || parts.isHeldElsewhere(alarm.key, alarm.sweep ?? '')) continue;
    await desk.clear(alarm.key, new Date(clock.now()).toISOString(), because);
  }
}

function abandonedBecause(
  { sweep, environment, kind, endpoints }: Alarm,
  configuration: Configuration,
): string | undefined {
  if (sweep === undefined) return undefined;
  const own = configuration.sweeps.get(sweep);
  if (own === undefined) return `the sweep "${sweep}" is not configured any more`;
  if (environment === undefined) return undefined;
  if (own.environment !== environment) return `the sweep "${sweep}" does not probe ${environment} any more`;
  if (kind !== 'outage') return undefined;
  const swept = sweptOn(environment, configuration);
  return endpoints.some((endpoint) => swept?.has(endpoint) ?? true) ? undefined : 'no sweep measures this any more';
}

/** The endpoints that sweeps of an environment measure; undefined where that cannot be told. */
function sweptOn(environment: string, configuration: Configuration): ReadonlySet<string> | undefined {
  const sweeps = [...configuration.sweeps.values()].filter((sweep) => sweep.environment === environment);
  try {
    const found = sweeps.flatMap((sweep) => endpointsOfSweep(sweep, environmentOf(sweep, configuration)));
    return new Set(found.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return undefined;
  }
}
