import type { Environment } from '#domain/configuration.ts';

import { lookAtServices, type LookParts, type Sample } from './look-at-services.ts';
import { pause } from './pause.ts';

export interface Watch {
  /** Ends it and returns what was seen. */
  end(): Promise<readonly Outage[]>;
}

/** A service that was not there for a moment. */
export interface Outage {
  readonly service: string;
  readonly atMs: number;
  /** How many looks in all missed it. */
  readonly looks: number;
  readonly because: string;
}

/** Asks the health of every service now and then, one connection each, and keeps who did not answer. */
export function watchServices(
  environment: Environment,
  { everyMs, parts }: { readonly everyMs: number; readonly parts: LookParts },
  signal: AbortSignal,
): Watch {
  const over = new AbortController();
  const outages = new Map<string, Outage>();
  const either = AbortSignal.any([signal, over.signal]);
  const wish = { environment: healthOnly(environment), samples: 1, healthSamples: 1 };
  const watching = (async () => {
    while (!either.aborted) {
      const looked = await lookAtServices(wish, parts, either);
      if (!either.aborted) for (const sample of looked) if (sample.isDown) note(outages, sample);
      await pause(everyMs, either);
    }
  })();
  return {
    async end() {
      over.abort();
      await watching;
      return [...outages.values()];
    },
  };
}

/** The version is asked for only where a service has no health path. */
function healthOnly(environment: Environment): Environment {
  const services = [...environment.services].map(([name, service]) => {
    const hasHealth = service.health !== undefined || service.deepHealth !== undefined;
    return [
      name,
      hasHealth ? { ...service, version: undefined, direct: undefined } : { ...service, direct: undefined },
    ] as const;
  });
  return { ...environment, services: new Map(services) };
}

function note(outages: Map<string, Outage>, { service, atMs, problem }: Sample): void {
  const before = outages.get(service);
  const looks = (before?.looks ?? 0) + 1;
  outages.set(service, {
    service,
    atMs: before?.atMs ?? atMs,
    looks,
    because: before?.because ?? problem ?? 'no answer',
  });
}
