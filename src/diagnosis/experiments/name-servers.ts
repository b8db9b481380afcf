import { Resolver, lookup } from 'node:dns/promises';

import { hasName, subjectOf } from './address-families.ts';
import { addressIn } from '../endpoint-address.ts';
import type { Experiment } from './experiment.ts';
import { addressesAgree, type Told } from './addresses-agree.ts';
import { alone, findings } from './finding.ts';

const limitMs = 1_200;
const mostServers = 2;

/** Compares what this machine makes of the name with what the name servers of its zone say; with the resolver where those are out of reach. */
export const nameServers: Experiment = {
  name: 'name-servers',
  observes: ['dns.agrees'],
  costSeconds: 1,
  doing: 'comparing addresses with those of the name servers',
  applies: (aim, lab) => hasName(aim, lab),
  run: async (aim, lab, signal) => {
    const subject = subjectOf(aim);
    const setting = subject?.kind === 'http' ? subject.service.url : subject?.socket.url;
    const name = setting === undefined ? undefined : addressIn(setting, lab.variables)?.hostname;
    if (name === undefined || subject === undefined || /^localhost$|\.localhost$/u.test(name)) return [];
    const at = lab.now().toISOString();
    const here = await addressesHere(name);
    const told = await toldBy(name, here, signal);
    if (here.length === 0 || told === undefined) return [];
    const value = addressesAgree(here, told);
    if (value === undefined) return [];
    const says = `${name} is ${here.join(', ')} on this machine, and ${told.addresses.join(', ')} by ${told.by}`;
    return findings([{ fact: 'dns.agrees', value, says, subject: subject.id }], alone(lab, at));
  },
};

async function addressesHere(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, family: 4 }).catch(() => []);
  return found.map(({ address }) => address).toSorted();
}

interface Source extends Told {
  readonly by: string;
}

/** Undefined where nobody says anything, or something else each time, as those do that spread load by name. */
async function toldBy(name: string, here: readonly string[], signal: AbortSignal): Promise<Source | undefined> {
  const own = new Resolver({ timeout: limitMs / 2, tries: 1 });
  const zone = await zoneServers(name, own, signal);
  const servers = zone.length > 0 ? zone : own.getServers().slice(0, mostServers);
  const told = await Promise.all(servers.map((server) => saidBy(server, name)));
  const steady = told.filter((each) => each !== undefined);
  const word = zone.length > 0 ? 'the name server of its zone' : 'the resolver';
  // Each of them is asked by somebody: one that says otherwise is enough.
  const other = steady.find(({ addresses }) => !here.some((address) => addresses.includes(address)));
  const first = other ?? steady[0];
  return first && { ...first, by: `${word} ${first.by}`, isAlone: zone.length === 0 && steady.length === 1 };
}

async function saidBy(server: string, name: string): Promise<Source | undefined> {
  const resolver = new Resolver({ timeout: limitMs / 2, tries: 1 });
  resolver.setServers([server]);
  const first = await ask(resolver, name);
  const again = await ask(resolver, name);
  return first.length > 0 && first.join() === again.join() ? { addresses: first, by: server } : undefined;
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
