import type { Environment } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Variables } from '#domain/setting.ts';
import type { Endpoint } from '#probes/endpoints.ts';
import type { AuthorityFiles } from '#probes/prepare-authorities.ts';
import { prepareProbe, toResult } from '#probes/prepare-probe.ts';
import type { Probe } from '#probes/probe.ts';
import type { Pace, Prober } from '#probes/prober.ts';
import type { Tokens } from '#probes/tokens.ts';

export interface MeasureParts {
  readonly prober: Prober;
  readonly tokens: Tokens;
  readonly authorities: AuthorityFiles;
  readonly variables: Variables;
}

export interface Order {
  readonly environment: Environment;
  readonly endpoints: readonly Endpoint[];
  /** Of the results: `every-minute@2026-11-22T16:40Z`, to which `.1`, `.2` … are added. */
  readonly id: string;
}

/** Measures endpoints as they are configured. Never rejects but for a bug. */
export interface Measure {
  /** One result for each endpoint, in their order. */
  (order: Order, signal: AbortSignal): Promise<readonly ProbeResult[]>;
}

/** Launches are spread over this time at the most, and a small sweep over less. */
const spreadMs = 10_000;
const spacingMs = 50;
const atOnce = 256;

export function createMeasure({ prober, ...parts }: MeasureParts): Measure {
  return async ({ environment, endpoints, id }, signal) => {
    const results = new Map<string, ProbeResult>();
    const probes: Probe[] = [];
    await Promise.all(
      endpoints.map(async (endpoint, index) => {
        const how = { ...parts, environment, id: `${id}.${index + 1}`, location: 'here' };
        const startedAt = new Date();
        const made = await prepareProbe(endpoint, how, signal);
        if ('unprepared' in made) results.set(endpoint.id, toResult(made, endpoint, { ...how, startedAt }));
        else probes[index] = made;
      }),
    );
    const ready = probes.filter((probe) => probe !== undefined);
    for await (const result of prober.sweep(ready, paceOf(ready.length), signal)) results.set(result.endpoint, result);
    return endpoints.flatMap((endpoint) => results.get(endpoint.id) ?? []);
  };
}

function paceOf(count: number): Pace {
  return { spacingMs: count <= 1 ? 0 : Math.min(spacingMs, spreadMs / count), atOnce };
}
