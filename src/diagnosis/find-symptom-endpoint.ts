import type { Environment } from '#domain/configuration.ts';
import type { Setting, Variables } from '#domain/setting.ts';
import { endpointsOf, type Endpoint } from '#probes/endpoints.ts';

import { addressOf, pathnameOf } from './endpoint-address.ts';
import type { FailureFacts } from './errors/failure-facts.ts';
import { placeOf } from './target-url.ts';

export interface Around {
  readonly environment: Environment;
  readonly variables: Variables;
  readonly suite?: Readonly<Record<string, Setting>> | undefined;
}

const ofSocket = new Set<FailureFacts['phase']>(['upgrade', 'first-message', 'steady', 'close']);

/** The configured endpoint that a failure is about; undefined where its text leaves a choice. */
export function endpointOf(facts: FailureFacts, around: Around): string | undefined {
  const endpoints = endpointsOf(around.environment);
  const isSocket = isOfSocket(facts);
  const { target } = facts;
  if (target === undefined) return isSocket ? onlySocket(endpoints, around)?.id : undefined;
  const matching = endpoints.filter((each) => isAt(target, each, around.variables));
  const sockets = matching.filter(({ kind }) => kind === 'websocket');
  // Forms of one websocket are told apart by nothing in an address: the first stands for them.
  if (isSocket || /^wss?:/u.test(target))
    return sameName(sockets) ?? (isAddress(target) ? undefined : onlySocket(endpoints, around)?.id);
  return sameEndpoint(matching.filter(({ kind }) => kind === 'http'));
}

function isOfSocket({ phase, closeCode, library, target }: FailureFacts): boolean {
  if (target !== undefined && /^https?:/u.test(target) && phase !== 'upgrade') return false;
  return (
    closeCode !== undefined || ofSocket.has(phase) || library === 'ws' || library?.startsWith('websockets') === true
  );
}

function isAddress(target: string): boolean {
  return !target.startsWith('/');
}

/** The only websocket there is, unless the suite was given none of its addresses. */
function onlySocket(endpoints: readonly Endpoint[], { suite, environment }: Around): Endpoint | undefined {
  const sockets = endpoints.filter(({ kind }) => kind === 'websocket');
  const [first] = sockets;
  if (first === undefined) return undefined;
  const given = [...environment.websockets.keys()].filter((name) => isGiven(name, suite));
  const names = new Set(sockets.map(({ name }) => name));
  if (given.length === 1) return sockets.find(({ name }) => name === given[0]);
  return names.size === 1 && given.length === 0 ? first : undefined;
}

function isGiven(name: string, suite: Around['suite']): boolean {
  return Object.values(suite ?? {}).some(
    (setting) => typeof setting === 'string' && setting.includes(`\${websockets.${name}.url}`),
  );
}

function isAt(target: string, endpoint: Endpoint, variables: Variables): boolean {
  const address = addressOf(endpoint, variables);
  if (target.startsWith('/')) return pathnameOf(endpoint, variables) === target;
  if (address === undefined) return false;
  const url = URL.parse(target.includes('://') ? target : `${address.protocol}//${target}`);
  if (url === null || placeOf(url) !== placeOf(address)) return false;
  const path = target.includes('://') || target.includes('/') ? url.pathname : undefined;
  return path === undefined || path === pathnameOf(endpoint, variables);
}

function sameName(matching: readonly Endpoint[]): string | undefined {
  return new Set(matching.map(({ name }) => name)).size === 1 ? matching[0]?.id : undefined;
}

/** Two checks of one path are one place; two services that have it, or a host with many paths, are not. */
function sameEndpoint(matching: readonly Endpoint[]): string | undefined {
  const paths = new Set(matching.map((each) => (each.kind === 'http' ? each.check.path : '')));
  return paths.size === 1 ? sameName(matching) : undefined;
}
