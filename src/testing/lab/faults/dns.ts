import type { Draw } from '../draw.ts';
import type { Fault } from '../fault.ts';
import type { Addresses, System } from '../start-system.ts';

const family = 'dns';

/** The API is led to a name that nobody has; the service that signs in keeps its own, and so does what must always answer. */
export const dnsFaults: readonly Fault[] = [
  {
    id: 'dns-name-not-found',
    family,
    inject: (system, draw) => Promise.resolve(underNoName(system, draw)),
  },
];

function underNoName({ addresses }: System, draw: Draw): Partial<Addresses> {
  const label = draw.either(['api', 'chat'], ['backend', 'gateway', 'ws']);
  const name = `${label}-${draw.int(1, 999)}.${draw.either(['invalid'], ['staging.invalid', 'e2e.invalid'])}`;
  const named = (url: string): string => url.replace('//localhost:', `//${name}:`);
  return { api: named(addresses.api), socket: named(addresses.socket) };
}
