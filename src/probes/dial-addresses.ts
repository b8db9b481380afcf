import dns from 'node:dns';
import net from 'node:net';

import { codeOf, ProbeFault } from './probe-fault.ts';
import type { Reach } from './probe.ts';
import { within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';

export interface NamedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface FoundAddresses {
  readonly addresses: readonly NamedAddress[];
  readonly detail: string;
}

const mostAddresses = 16;

/** All addresses of a host in the order of the system's resolver, the hosts file included. Rejects with a ProbeFault. */
export async function findAddresses(host: string, reach: Reach, wall: TimeWall): Promise<FoundAddresses> {
  const given = reach.pinned ?? (net.isIP(host) === 0 ? undefined : [host]);
  if (given !== undefined) return takeGiven(given, reach);
  const found = await within<readonly string[]>(wall, reach.limits.dnsMs, ({ resolve, reject }) => {
    lookUp(host, reach.family).then(resolve, (error: unknown) => {
      reject(new ProbeFault(codeOf(error), sayFailure(codeOf(error), host, reach.family)));
    });
    return () => undefined;
  });
  const addresses = distinct(found);
  return { addresses, detail: sayAddresses(addresses) };
}

const underWay = new Map<string, Promise<readonly string[]>>();

/** One that is under way is shared: a slow resolver has only a few threads here, and a sweep asks for the same names. */
function lookUp(host: string, family: 4 | 6 | undefined): Promise<readonly string[]> {
  const key = `${family ?? 0} ${host}`;
  const shared = underWay.get(key);
  if (shared !== undefined) return shared;
  const own = dns.promises
    .lookup(host, { all: true, family: family ?? 0 })
    .then((found) => found.map(({ address }) => address))
    .finally(() => underWay.delete(key));
  underWay.set(key, own);
  return own;
}

function takeGiven(given: readonly string[], reach: Reach): FoundAddresses {
  const addresses = distinct(given).filter((each) => reach.family === undefined || each.family === reach.family);
  if (addresses.length === 0) {
    const what = `${given.join(', ') || 'no address'} is not IPv${reach.family ?? '4 or IPv6'}`;
    throw new ProbeFault('ADDRESS_FAMILY', what);
  }
  if (reach.pinned !== undefined) return { addresses, detail: `pinned to ${sayAddresses(addresses)}` };
  return { addresses, detail: 'literal address' };
}

function distinct(addresses: readonly string[]): readonly NamedAddress[] {
  return [...new Set(addresses)].slice(0, mostAddresses).flatMap((address) => {
    const family = net.isIP(address);
    return family === 4 || family === 6 ? [{ address, family }] : [];
  });
}

function sayAddresses(addresses: readonly NamedAddress[]): string {
  const list = addresses.map((each) => each.address).join(', ');
  return addresses.length === 1 ? list : `${addresses.length} addresses: ${list}`;
}

function sayFailure(code: string, host: string, family: 4 | 6 | undefined): string {
  const of = family === undefined ? '' : ` with an IPv${family} address`;
  if (code === 'ENOTFOUND') return `no such name${of}: ${host}`;
  if (code === 'EAI_AGAIN') return `the name server did not answer for ${host}`;
  return `${host} not looked up: ${code}`;
}
