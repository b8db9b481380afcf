import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import { valueOf, type Setting, type Variables } from '#domain/setting.ts';
import { endpointsOf, type Endpoint, type HttpEndpoint, type SocketEndpoint } from '#probes/endpoints.ts';

import { targetUrl } from '../target-url.ts';
import type { Aim } from './experiment.ts';

type Around = { readonly environment: Environment; readonly variables: Variables };

const socketPhases: ReadonlySet<Symptom['phase']> = new Set(['upgrade', 'first-message', 'steady', 'close']);

/** What of the environment a symptom is about: by the endpoint that it names, by the address in its text, by its phase. */
export function aimOf(symptom: Symptom, around: Around): Aim {
  const { environment, variables } = around;
  const endpoints = endpointsOf(environment);
  const named = endpoints.find(({ id }) => id === symptom.endpoint) ?? byTarget(symptom.target, endpoints, variables);
  const sockets = endpoints.filter((each): each is SocketEndpoint => each.kind === 'websocket');
  const services = endpoints.filter((each): each is HttpEndpoint => each.kind === 'http');
  const isSocket = named === undefined ? soundsLikeSocket(symptom, sockets) : named.kind === 'websocket';
  const socket = named?.kind === 'websocket' ? named : nearest(named, sockets, variables);
  const service = named?.kind === 'http' ? named : nearest(socket, services, variables);
  const paths = services.filter(({ name }) => name === service?.name);
  const others = sockets.filter(({ name, id }) => name === socket?.name && id !== socket?.id);
  const forms = socket === undefined ? [] : [socket, ...others];
  const failingPath = isSocket || symptom.method !== undefined ? undefined : pathOf(symptom.target, paths);
  const known = failingPath === undefined ? paths : [failingPath];
  const isKnown = isSocket || named !== undefined;
  const operations = isSocket ? forms : isKnown ? known : [...forms, ...services];
  return { symptom, environment, socket, forms, paths, isSocket, failingPath, operations };
}

/** Symptoms of one key are about the same service and websocket. */
export function keyOf({ socket, paths }: Aim): string {
  return `${socket?.name ?? ''} ${paths[0]?.name ?? ''}`;
}

export function hostOf(endpoint: Endpoint, variables: Variables): string | undefined {
  return addressIn(endpoint.kind === 'http' ? endpoint.service.url : endpoint.socket.url, variables)?.host;
}

export function addressIn(setting: Setting, variables: Variables): URL | undefined {
  return URL.parse(valueOf(setting, variables) ?? '') ?? undefined;
}

function soundsLikeSocket(symptom: Symptom, sockets: readonly SocketEndpoint[]): boolean {
  if (sockets.length === 0 || /^https?:|^\//u.test(symptom.target ?? '')) return false;
  const isNamed = /^wss?:/u.test(symptom.target ?? '') || symptom.closeCode !== undefined;
  return isNamed || socketPhases.has(symptom.phase);
}

/** By host and path, by the host alone where only one kind fits. */
function byTarget(
  target: string | undefined,
  endpoints: readonly Endpoint[],
  variables: Variables,
): Endpoint | undefined {
  const url = targetUrl(target);
  if (target?.startsWith('/')) return endpoints.find((each) => pathnameOf(each, variables) === target.split('?', 1)[0]);
  if (url === undefined) return undefined;
  const isWs = url.protocol.startsWith('ws');
  const onHost = endpoints.filter((each) => hostOf(each, variables) === url.host);
  const ofKind = onHost.filter(({ kind }) => (kind === 'websocket') === isWs);
  return ofKind.find((each) => pathnameOf(each, variables) === url.pathname) ?? ofKind[0] ?? onHost[0];
}

function pathnameOf(endpoint: Endpoint, variables: Variables): string | undefined {
  if (endpoint.kind === 'http') return endpoint.check.path.split('?', 1)[0];
  return addressIn(endpoint.socket.url, variables)?.pathname;
}

/** On the same host; else the first there is. */
function nearest<T extends Endpoint>(
  to: Endpoint | undefined,
  among: readonly T[],
  variables: Variables,
): T | undefined {
  const host = to === undefined ? undefined : hostOf(to, variables);
  return among.find((each) => host !== undefined && hostOf(each, variables) === host) ?? among[0];
}

/** The path that the report names, signed in as the service's signed-in check is; undefined where a check has it already. */
function pathOf(target: string | undefined, paths: readonly HttpEndpoint[]): HttpEndpoint | undefined {
  const [first] = paths;
  const pathname = target?.startsWith('/') ? target : targetUrl(target)?.pathname;
  if (first === undefined || pathname === undefined || pathname === '/') return undefined;
  const known = paths.find(({ check }) => check.path.split('?', 1)[0] === pathname);
  if (known !== undefined) return known;
  const auth = paths.find(({ check }) => check.auth !== undefined)?.check.auth;
  return { ...first, id: `${first.name}:${pathname}`, isBare: false, check: { path: pathname, auth } };
}
