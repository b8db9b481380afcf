import type { Environment } from '#domain/configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Variables } from '#domain/setting.ts';
import { endpointsOf, type Endpoint, type HttpEndpoint, type SocketEndpoint } from '#probes/endpoints.ts';

import { basePathOf, hostOf, pathnameOf } from '../endpoint-address.ts';
import { placeOf, targetUrl } from '../target-url.ts';
import type { Aim } from './experiment.ts';

type Around = { readonly environment: Environment; readonly variables: Variables };

const socketPhases: ReadonlySet<Symptom['phase']> = new Set(['upgrade', 'first-message', 'steady', 'close']);

/** What of the environment a symptom is about: by the endpoint that it names, by the address in its text, by its phase. */
export function aimOf(symptom: Symptom, around: Around): Aim {
  const { environment, variables } = around;
  const endpoints = endpointsOf(environment);
  const known = endpoints.find(({ id }) => id === symptom.endpoint);
  const alike = known === undefined ? ofSeveral(symptom.target, endpoints, variables) : [];
  const named = known ?? (alike.length === 0 ? byTarget(symptom.target, endpoints, variables) : undefined);
  const sockets = endpoints.filter((each): each is SocketEndpoint => each.kind === 'websocket');
  const services = endpoints.filter((each): each is HttpEndpoint => each.kind === 'http');
  const isSocket = named === undefined ? soundsLikeSocket(symptom, sockets) : named.kind === 'websocket';
  const socket = named?.kind === 'websocket' ? named : nearest(named, sockets, variables);
  const service = named?.kind === 'http' ? named : nearest(socket, services, variables);
  const paths = services.filter(({ name }) => name === service?.name);
  const others = sockets.filter(({ name, id }) => name === socket?.name && id !== socket?.id);
  const forms = socket === undefined ? [] : [socket, ...others];
  const isOfPath = !isSocket && symptom.method === undefined && alike.length === 0 && !wasOpen(symptom);
  const failingPath = isOfPath ? pathOf(symptom.target, paths, variables) : undefined;
  const own = failingPath === undefined ? paths : alikeOf(failingPath, paths);
  const all = alike.length > 0 ? alike : [...forms, ...services];
  const operations = isSocket ? forms : named !== undefined ? own : all;
  return { symptom, environment, socket, forms, paths, isSocket, failingPath, operations };
}

/** A websocket that was there: whoever asks for it as for a page is told that there is none. */
function wasOpen({ target = '', status }: Symptom): boolean {
  return status === undefined && /^wss?:/u.test(target);
}

/** Symptoms of one key are about the same service and websocket. */
export function keyOf({ socket, paths }: Aim): string {
  return `${socket?.name ?? ''} ${paths[0]?.name ?? ''}`;
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
  if (target?.startsWith('/')) return atPath(target, endpoints, variables)[0];
  if (url === undefined) return undefined;
  const isWs = url.protocol.startsWith('ws');
  const onHost = endpoints.filter((each) => hostOf(each, variables) === placeOf(url));
  const ofKind = onHost.filter(({ kind }) => (kind === 'websocket') === isWs);
  const [exact] = atPath(url.pathname, ofKind, variables);
  const under = underPath(url.pathname, ofKind, (each) => pathnameOf(each, variables) ?? '');
  return (
    exact ?? under ?? underPath(url.pathname, ofKind, (each) => basePathOf(each, variables)) ?? ofKind[0] ?? onHost[0]
  );
}

function atPath(target: string, endpoints: readonly Endpoint[], variables: Variables): readonly Endpoint[] {
  const path = target.split('?', 1)[0];
  const whole = endpoints.filter((each) => pathnameOf(each, variables) === path);
  // A client that knows the address of its service says what comes after it.
  return whole.length > 0
    ? whole
    : endpoints.filter((each) => each.kind === 'http' && each.check.path.split('?', 1)[0] === path);
}

/** One of those behind one host: whose path is the longest beginning of that one. */
function underPath(
  pathname: string,
  endpoints: readonly Endpoint[],
  pathOfEach: (each: Endpoint) => string,
): Endpoint | undefined {
  return endpoints
    .filter((each) => `${pathname}/`.startsWith(`${pathOfEach(each)}/`))
    .toSorted((one, other) => pathOfEach(other).length - pathOfEach(one).length)[0];
}

/** A path without an address that several services have; empty where one has it, or none. */
function ofSeveral(
  target: string | undefined,
  endpoints: readonly Endpoint[],
  variables: Variables,
): readonly Endpoint[] {
  const matching = target?.startsWith('/') === true ? atPath(target, endpoints, variables) : [];
  return new Set(matching.map(({ name }) => name)).size > 1 ? matching : [];
}

/** How many segments two paths have in common at their beginning. */
function segmentsShared(one: string, other: string): number {
  const others = other.split('/').slice(1);
  const differs = one
    .split('/')
    .slice(1)
    .findIndex((segment, index) => segment === '' || segment !== others[index]);
  return differs === -1 ? one.split('/').length - 1 : differs;
}

/** On the same host, of several the one of its own name, or whose path begins alike; else the first there is. */
function nearest<T extends Endpoint>(
  to: Endpoint | undefined,
  among: readonly T[],
  variables: Variables,
): T | undefined {
  const host = to === undefined ? undefined : hostOf(to, variables);
  const beside = among.filter((each) => host !== undefined && hostOf(each, variables) === host);
  const path = to === undefined ? '' : (pathnameOf(to, variables) ?? '');
  const shared = (each: T): number => segmentsShared(path, pathnameOf(each, variables) ?? '');
  const alike = beside.find(({ name }) => name === to?.name);
  return alike ?? beside.toSorted((one, other) => shared(other) - shared(one))[0] ?? among[0];
}

/** The same path may be checked as several users: whose token the test had is not known. */
function alikeOf(path: HttpEndpoint, paths: readonly HttpEndpoint[]): readonly HttpEndpoint[] {
  const alike = paths.filter(({ check }) => check.path === path.check.path && check.auth !== undefined);
  return alike.length > 1 ? alike : [path];
}

/** The path that the report names, signed in as the service's signed-in check is; undefined where a check has it already. */
function pathOf(
  target: string | undefined,
  paths: readonly HttpEndpoint[],
  variables: Variables,
): HttpEndpoint | undefined {
  const [first] = paths;
  const whole = target?.startsWith('/') ? target : targetUrl(target)?.pathname;
  if (first === undefined || whole === undefined || whole === '/') return undefined;
  const base = basePathOf(first, variables);
  const pathname = whole.startsWith(`${base}/`) ? whole.slice(base.length) : whole;
  const known = paths.find(({ check }) => check.path.split('?', 1)[0] === pathname);
  if (known !== undefined) return known;
  const auth = paths.find(({ check }) => check.auth !== undefined)?.check.auth;
  return { ...first, id: `${first.name}:${pathname}`, isBare: false, check: { path: pathname, auth } };
}
