import { Resolver, lookup } from 'node:dns/promises';

import { hasName, subjectOf } from './address-families.ts';
import { addressIn } from './aim.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

const limitMs = 1_200;
const mostServers = 2;

/** Compares what this machine makes of the name with what the name servers of its zone say; with the resolver where those are out of reach. */
export const nameServers: Experiment = {
  name: 'name-servers',
  observes: ['dns.agrees'],
  costSeconds: 1,
  connections: 4,
  doing: 'comparing addresses with those of the name servers',
  applies: (aim, lab) => hasName(aim, lab),
  run: async (aim, lab, signal) => {
    const subject = subjectOf(aim);
    const setting = subject?.kind === 'http' ? subject.service.url : subject?.socket.url;
    const name = setting === undefined ? undefined : addressIn(setting, lab.variables)?.hostname;
    if (name === undefined || subject === undefined || /^localhost$|\.localhost$/u.test(name)) return [];
    const at = lab.now().toISOString();
    const here = await addressesHere(name);
    const told = await toldBy(name, signal);
    if (here.length === 0 || told === undefined) return [];
    const value = here.some((address) => told.addresses.includes(address));
    const says = `${name} is ${here.join(', ')} on this machine, and ${told.addresses.join(', ')} by ${told.by}`;
    return findings([{ fact: 'dns.agrees', value, says, subject: subject.id }], alone(lab, at));
  },
};

async function addressesHere(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, family: 4 }).catch(() => []);
  return found.map(({ address }) => address).toSorted();
}

interface Told {
  readonly addresses: readonly string[];
  readonly by: string;
}

/** Undefined where it says something else each time, as those do that spread load by name. */
async function toldBy(name: string, signal: AbortSignal): Promise<Told | undefined> {
  const own = new Resolver({ timeout: limitMs / 2, tries: 1 });
  const servers = await zoneServers(name, own, signal);
  const resolver = servers.length === 0 ? own : new Resolver({ timeout: limitMs / 2, tries: 1 });
  if (servers.length > 0) resolver.setServers(servers);
  const by =
    servers.length === 0
      ? `the resolver ${own.getServers().slice(0, mostServers).join(', ')}`
      : `the name server of its zone, ${servers[0]}`;
  const first = await ask(resolver, name);
  const again = await ask(resolver, name);
  const isSteady = first.length > 0 && first.join() === again.join();
  return isSteady ? { addresses: first, by } : undefined;
}

async function ask(resolver: Resolver, name: string): Promise<readonly string[]> {
  const found = await resolver.resolve4(name).catch((): string[] => []);
  return found.toSorted();
}

/** Of the nearest zone above the name that names any; none where they cannot be asked. */
async function zoneServers(name: string, resolver: Resolver, signal: AbortSignal): Promise<readonly string[]> {
  const labels = name.split('.');
  const endsAtMs = performance.now() + limitMs;
  for (let from = 0; from < labels.length - 1 && !signal.aborted && performance.now() < endsAtMs; from += 1) {
    const zone = labels.slice(from).join('.');
    const names = await resolver.resolveNs(zone).catch((): string[] => []);
    if (names.length === 0) continue;
    const addresses = await Promise.all(names.slice(0, mostServers).map((each) => ask(resolver, each)));
    return addresses.flat().slice(0, mostServers);
  }
  return [];
}
