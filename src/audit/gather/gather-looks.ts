import type { Environment } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { endpointsOf, type Endpoint, type HttpEndpoint } from '#probes/endpoints.ts';
import type { Changes } from '#probes/prepare-parts.ts';
import { prepareProbe, toResult } from '#probes/prepare-probe.ts';
import type { Probe } from '#probes/probe.ts';

import { keptCharacters, type Look } from '../evidence.ts';
import { addressesOf } from '../settings-in-use.ts';
import type { GatherParts } from './gather-parts.ts';

/** One look to make. */
export interface Wish extends Pick<Look, 'purpose' | 'name' | 'auth'> {
  readonly endpoint: Endpoint;
  readonly changed?: Changes | undefined;
}

const mostLooks = 200;
const pace = { spacingMs: 10, atOnce: 12 };
/** So many fresh connections see a replica that is left behind, more often than not. */
const versionLooks = 3;

/** Measures all that the checks need, with the probes that sweeps use too. Aborted, the rest is unknown. */
export async function gatherLooks(
  wishes: readonly Wish[],
  parts: GatherParts,
  signal: AbortSignal,
): Promise<{ readonly looks: readonly Look[]; readonly leftOut: number }> {
  const asked = wishes.slice(0, mostLooks);
  const prepared = await Promise.all(asked.map((wish, index) => prepare(wish, index, { parts, signal })));
  const results = new Map<string, ProbeResult>();
  const probes: Probe[] = [];
  for (const each of prepared) {
    if ('result' in each) results.set(each.result.id, each.result);
    else probes.push(each.probe);
  }
  for await (const result of parts.prober.sweep(probes, pace, signal)) results.set(result.id, result);
  const looks = asked.flatMap((wish, index): readonly Look[] => {
    const result = results.get(idOf(parts, index));
    return result === undefined ? [] : [lookOf(wish, result)];
  });
  return { looks, leftOut: wishes.length - asked.length };
}

function idOf({ id }: GatherParts, index: number): string {
  return `${id}.${index + 1}`;
}

function lookOf({ purpose, name, auth, endpoint }: Wish, result: ProbeResult): Look {
  const path = endpoint.kind === 'http' ? endpoint.check.path : undefined;
  return { purpose, name, auth, endpoint: endpoint.id, path, result };
}

async function prepare(
  { endpoint, changed }: Wish,
  index: number,
  { parts, signal }: { readonly parts: GatherParts; readonly signal: AbortSignal },
): Promise<{ readonly probe: Probe } | { readonly result: ProbeResult }> {
  const asked = { ...parts, id: idOf(parts, index), location: 'here', changed };
  const probe = await prepareProbe(endpoint, asked, signal);
  if ('unprepared' in probe) return { result: toResult(probe, endpoint, { ...asked, startedAt: parts.now() }) };
  return { probe: probe.kind === 'http' ? { ...probe, keptCharacters } : probe };
}

/** Every endpoint as it is configured; versions from fresh connections; signed-in paths with a good, a bad and no token. */
export function wishesOf(environment: Environment, variables: GatherParts['variables']): readonly Wish[] {
  const endpoints = endpointsOf(environment);
  return [
    ...endpoints.map((endpoint) => plainWish(endpoint)),
    ...versionWishes(environment),
    ...endpoints.flatMap((endpoint) => tokenWishes(endpoint, environment)),
    ...domainWishes(environment, variables),
  ];
}

/** Not held open: that would take as long as it is configured. */
function plainWish(endpoint: Endpoint): Wish {
  const changed: Changes | undefined = endpoint.kind === 'websocket' ? { hold: '0' } : undefined;
  return { purpose: 'plain', name: endpoint.name, auth: authOf(endpoint), endpoint, changed };
}

function authOf(endpoint: Endpoint): string | undefined {
  return endpoint.kind === 'http' ? endpoint.check.auth : endpoint.authBy && endpoint.socket.auth;
}

function versionWishes({ services }: Environment): readonly Wish[] {
  return [...services].flatMap(([name, service]) => {
    if (service.version === undefined) return [];
    const endpoint = pathOf(name, service, { path: service.version.split('#', 1)[0] ?? '' });
    return Array.from({ length: versionLooks }, () => ({ purpose: 'version', name, endpoint }) as const);
  });
}

function pathOf(name: string, service: HttpEndpoint['service'], check: HttpEndpoint['check']): HttpEndpoint {
  return { kind: 'http', id: `${name}:${check.path.split('?', 1)[0]}`, name, service, check, isBare: false };
}

function tokenWishes(endpoint: Endpoint, environment: Environment): readonly Wish[] {
  const auth = authOf(endpoint);
  if (auth === undefined) return [];
  const hold: Changes = endpoint.kind === 'websocket' ? { hold: '0' } : {};
  const spoiled = (['bad', 'none'] as const).map((token): Wish => ({
    purpose: token,
    name: endpoint.name,
    auth,
    endpoint: withoutExpectations(endpoint),
    changed: { ...hold, token },
  }));
  return [...spoiled, ...otherTokens(endpoint, auth, environment)];
}

/** What a refusal looks like is told by its status. */
function withoutExpectations(endpoint: Endpoint): Endpoint {
  if (endpoint.kind === 'websocket') return endpoint;
  const { path, auth, withinMs } = endpoint.check;
  return { ...endpoint, check: { path, auth, withinMs } };
}

/** A token that a service issued must be taken by the others too. */
function otherTokens(endpoint: Endpoint, auth: string, { credentials }: Environment): readonly Wish[] {
  if (endpoint.kind !== 'http') return [];
  const logins = [...credentials].filter(([name, { kind }]) => kind === 'login' && name !== auth);
  return logins.map(([login]) => ({
    purpose: 'good',
    name: endpoint.name,
    auth: login,
    endpoint: { ...endpoint, check: { path: endpoint.check.path, auth: login } },
  }));
}

/** Domains that no address uses are asked for by themselves. */
function domainWishes(environment: Environment, variables: GatherParts['variables']): readonly Wish[] {
  const used = new Set(addressesOf(environment, variables).flatMap(({ url }) => [url.hostname, url.host]));
  return environment.audit.domains.flatMap((domain): readonly Wish[] => {
    const url = URL.parse(`https://${domain}/`);
    if (url === null || used.has(url.hostname) || used.has(url.host)) return [];
    const service = { url: url.href, checks: [], headers: {} };
    const endpoint: HttpEndpoint = { ...pathOf(domain, service, { path: '' }), id: domain, isBare: true };
    return [{ purpose: 'domain', name: domain, endpoint }];
  });
}
