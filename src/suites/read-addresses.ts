import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import type { Environment } from '#domain/configuration.ts';
import { valueOf, type Variables } from '#domain/setting.ts';

const wallMs = 1_500;
const mostNames = 20;
const mostAddresses = 8;

/** What the names of services and websockets stand for right now, sorted; names that cannot be looked up within 1.5 s are left out. Never rejects. */
export async function readAddresses(
  environment: Environment,
  variables: Variables,
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = namesIn(environment, variables);
  if (names.length === 0) return {};
  const limit = AbortSignal.any([signal, AbortSignal.timeout(wallMs)]);
  const found = await Promise.all(names.map(async (name) => [name, await addressesOf(name, limit)] as const));
  return Object.fromEntries(found.filter(([, addresses]) => addresses.length > 0));
}

function namesIn({ services, websockets }: Environment, variables: Variables): readonly string[] {
  const settings = [...services.values(), ...websockets.values()].map(({ url }) => url);
  const hosts = settings.flatMap((setting) => URL.parse(valueOf(setting, variables) ?? '')?.hostname ?? []);
  return [...new Set(hosts)].filter((host) => isIP(host.replaceAll(/[[\]]/gu, '')) === 0).slice(0, mostNames);
}

async function addressesOf(name: string, signal: AbortSignal): Promise<readonly string[]> {
  // A look-up cannot be stopped: it is left to itself.
  const { promise: over, resolve } = Promise.withResolvers<readonly []>();
  const end = (): void => resolve([]);
  signal.addEventListener('abort', end, { once: true });
  const found = lookup(name, { all: true }).then(
    (all) =>
      all
        .map(({ address }) => address)
        .toSorted()
        .slice(0, mostAddresses),
    () => [],
  );
  return signal.aborted ? [] : Promise.race([found, over]).finally(() => signal.removeEventListener('abort', end));
}
