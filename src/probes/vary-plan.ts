import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import type { AuthForm } from '#domain/configuration.ts';
import type { Factor } from '#domain/pair.ts';

import { endpointsOf, type Endpoint } from './endpoints.ts';
import type { Changes } from './prepare-probe.ts';
import { proxyFor } from './prepare-proxy.ts';
import type { Probe } from './probe.ts';
import type { Arm, Plan, VaryParts } from './vary-parts.ts';

export interface Planning {
  readonly endpoint: Endpoint;
  /** The probe as it is configured: where it goes. */
  readonly plain: Probe;
  readonly parts: VaryParts;
}

/** The sides of each factor. Nothing is tried that the configuration does not allow. */
export const planners: Readonly<Record<Factor, (planning: Planning) => Plan | Promise<Plan>>> = {
  'http-version': planHttpVersion,
  'address-family': planAddressFamily,
  'auth-form': planAuthForm,
  token: planToken,
  route: planRoute,
  'proxy-variables': planProxyVariables,
  depth: planDepth,
  connections: planConnections,
};

/** Without asking, there are never more connections at once. */
const mostConnections = 10;
const mostPaths = 6;
/** Long enough that they are open together. */
const overlapMs = '500';

function planHttpVersion({ endpoint, plain }: Planning): Plan {
  if (endpoint.kind === 'websocket') return { reason: 'a WebSocket is opened over HTTP/1.1' };
  if (!plain.reach.url.startsWith('https:')) return { reason: 'it is plain http, and HTTP/2 is spoken over TLS' };
  return {
    arms: [arm('h1', endpoint, { 'http-version': 'h1' }), arm('h2', endpoint, { 'http-version': 'h2' })],
  };
}

async function planAddressFamily({ endpoint, plain, parts }: Planning): Promise<Plan> {
  const host = new URL(plain.reach.url).hostname.replaceAll(/^\[|\]$/gu, '');
  if (plain.reach.proxy !== undefined) return { reason: 'a proxy is asked for it, and chooses the address' };
  if (isIP(host) !== 0) return { reason: `${host} is an address already` };
  const found = await (parts.familiesOf ?? lookUpFamilies)(host).catch((): readonly number[] => []);
  if (found.length === 0) return { reason: `${host} cannot be resolved` };
  const missing = [4, 6].find((family) => !found.includes(family));
  if (missing !== undefined) return { reason: `${host} has no IPv${missing} address` };
  return {
    arms: [arm('IPv4', endpoint, { 'address-family': '4' }), arm('IPv6', endpoint, { 'address-family': '6' })],
  };
}

async function lookUpFamilies(host: string): Promise<readonly number[]> {
  return (await lookup(host, { all: true })).map(({ family }) => family);
}

/** Those that leave no token in an address or in a message to a server that may not expect it. */
const harmlessForms: readonly AuthForm[] = ['header', 'subprotocol', 'subprotocol-dot'];

/** The configured forms; those harmless ones that are not, only with a token that is signed here and runs out by itself. */
function planAuthForm({ endpoint, parts }: Planning): Plan {
  if (endpoint.kind === 'http') return { reason: 'a path is always signed in to by header' };
  const { auth, authBy } = endpoint.socket;
  if (auth === undefined) return { reason: 'it does not sign in' };
  const isOwn = parts.environment.credentials.get(auth)?.kind === 'jwt';
  const others = isOwn ? harmlessForms.filter((form) => !authBy.includes(form)) : [];
  const arms = [
    ...[...new Set(authBy)].map((form) => arm(form, endpoint, { 'auth-form': form })),
    ...others.map((form) => arm(`${form} (not configured)`, endpoint, { 'auth-form': form })),
  ];
  return arms.length > 1 ? { arms } : { reason: 'only one form is configured, and its token is not signed here' };
}

function planToken({ endpoint, parts }: Planning): Plan {
  const credential = endpoint.kind === 'http' ? endpoint.check.auth : endpoint.socket.auth;
  if (credential === undefined) return { reason: 'it does not sign in' };
  const isOwn = parts.environment.credentials.get(credential)?.kind === 'jwt';
  return {
    arms: [
      arm('good token', endpoint, {}),
      arm('bad token', endpoint, { token: 'bad' }),
      ...(isOwn ? [arm('expired token', endpoint, { token: 'expired' })] : []),
      arm('no token', endpoint, { token: 'none' }),
    ],
  };
}

function planRoute({ endpoint }: Planning): Plan {
  const { direct } = endpoint.kind === 'http' ? endpoint.service : endpoint.socket;
  if (direct === undefined) return { reason: 'no "direct" is configured' };
  return { arms: [arm('as configured', endpoint, {}), arm('direct', endpoint, { route: 'direct' })] };
}

function planProxyVariables({ endpoint, plain, parts }: Planning): Plan {
  const url = new URL(plain.reach.url);
  if (proxyFor(url, parts.variables, 'as-any-other') === undefined) {
    return { reason: `no proxy variable is set that applies to ${url.host}` };
  }
  return {
    arms: [
      arm('without proxy variables', endpoint, { 'proxy-variables': 'off' }),
      arm('with proxy variables', endpoint, { 'proxy-variables': 'on' }),
    ],
  };
}

/** From the cheapest path of the service to those that need more of it. */
function planDepth({ endpoint, parts }: Planning): Plan {
  if (endpoint.kind === 'websocket') return { reason: 'a WebSocket has no deeper path' };
  const siblings = endpointsOf(parts.environment).filter(({ kind, name }) => kind === 'http' && name === endpoint.name);
  const paths = siblings.flatMap((sibling) => (sibling.kind === 'http' ? [sibling] : []));
  if (paths.length < 2) return { reason: 'only one path of it is configured' };
  return {
    arms: paths.slice(0, mostPaths).map((sibling) => arm(sibling.check.path.split('?', 1)[0] ?? '', sibling, {})),
  };
}

function planConnections({ endpoint }: Planning): Plan {
  const changed: Changes = endpoint.kind === 'websocket' ? { hold: overlapMs } : {};
  return {
    arms: [
      { label: '1 connection', endpoint, changed, count: 1 },
      {
        label: `${mostConnections} connections`,
        endpoint,
        changed: { ...changed, connections: `${mostConnections}` },
        count: mostConnections,
      },
    ],
  };
}

/** What is held for long when it is configured is not held here, in no arm. */
function arm(label: string, endpoint: Endpoint, changed: Changes): Arm {
  const isHeld = endpoint.kind === 'websocket' && endpoint.socket.holdMs !== undefined;
  return { label, endpoint, changed: isHeld ? { hold: '0', ...changed } : changed, count: 1 };
}
