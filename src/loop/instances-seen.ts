import { instancesOf } from './judge-look.ts';
import type { Sample } from './look-at-services.ts';
import type { Seen } from './step-context.ts';

/** Who answered for each service that says so, for the steps that follow. */
export function instancesSeen(samples: readonly Sample[]): readonly Seen[] {
  return [...Map.groupBy(samples, ({ service }) => service)].flatMap(([service, own]): readonly Seen[] => {
    const value = instancesOf(own);
    if (value === undefined) return [];
    return [{ fact: 'service.instance', value, says: `${service} is answered by ${value}`, subject: service }];
  });
}
