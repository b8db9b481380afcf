import type { AuthForm, Environment, Service, ServiceCheck, WebSocketEndpoint } from '#domain/configuration.ts';
import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';

interface Common {
  /** `api`, `api:/health/ready`, `chat`, `chat:subprotocol`: unique within its environment. */
  readonly id: string;
  /** Of the service or websocket that it belongs to. */
  readonly name: string;
}

/** One path of a service. */
export interface HttpEndpoint extends Common {
  readonly kind: 'http';
  readonly service: Service;
  readonly check: ServiceCheck;
  /** Nothing says what a good answer is: any status below 500 will do. */
  readonly isBare: boolean;
}

/** One way to sign in at a websocket. */
export interface SocketEndpoint extends Common {
  readonly kind: 'websocket';
  readonly socket: WebSocketEndpoint;
  /** Absent: no token is handed over. */
  readonly authBy?: AuthForm | undefined;
}

/** Something that is probed. */
export type Endpoint = HttpEndpoint | SocketEndpoint;

/**
 * All endpoints of an environment, in the order of the file. A service has one per path: `health`, `deepHealth`, `checks`;
 * without any of them its `version`, without that its base address. A websocket has one per form of `authBy`.
 */
export function endpointsOf(environment: Environment): readonly Endpoint[] {
  const taken = new Set<string>();
  const services = [...environment.services].flatMap(([name, service]) => pathsOf(name, service));
  const sockets = [...environment.websockets].flatMap(([name, socket]) => formsOf(name, socket));
  return [...services, ...sockets].map((endpoint) => {
    const id = freeId(endpoint, taken);
    taken.add(id);
    return { ...endpoint, id };
  });
}

/** The endpoint with exactly that id. */
export function findEndpoint(id: string, environment: Environment): Endpoint | undefined {
  return endpointsOf(environment).find((endpoint) => endpoint.id === id);
}

/** Those that a word means: `all`, an id, or a name with everything below it. Throws `UNKNOWN_ENDPOINT`. */
export function selectEndpoints(word: string, environment: Environment): readonly Endpoint[] {
  const endpoints = endpointsOf(environment);
  const meant = word === 'all' ? endpoints : endpoints.filter(({ id }) => id === word || id.startsWith(`${word}:`));
  if (meant.length > 0) return meant;
  const known = [...new Set(endpoints.flatMap(({ name, id }) => [name, id]))];
  throw new OperatorError({
    code: 'UNKNOWN_ENDPOINT',
    message:
      endpoints.length === 0
        ? `No endpoint is configured for "${environment.name}"`
        : `No endpoint named "${word.slice(0, 60)}" in "${environment.name}"`,
    hint: endpoints.length === 0 ? 'Add one under "services" or "websockets"' : hintOf(word, known),
  });
}

function hintOf(word: string, known: readonly string[]): string {
  const likely = nearest(word, known);
  const list = `Known endpoints: ${known.slice(0, 20).join(', ')}`;
  return likely === undefined ? list : `Did you mean "${likely}"? ${list}`;
}

function pathsOf(name: string, service: Service): readonly HttpEndpoint[] {
  const health = [service.health, service.deepHealth].flatMap((path) => (path === undefined ? [] : [{ path }]));
  const wanted: readonly ServiceCheck[] = [...health, ...service.checks];
  if (wanted.length > 0) return wanted.map((check, index) => toPath({ name, service, check, index }));
  const version = service.version?.split('#', 1)[0];
  const check = { path: version ?? '' };
  return [{ kind: 'http', id: name, name, service, check, isBare: version === undefined }];
}

interface Path {
  readonly name: string;
  readonly service: Service;
  readonly check: ServiceCheck;
  readonly index: number;
}

/** A query may carry a key, so it is not part of an id. */
function toPath({ name, service, check, index }: Path): HttpEndpoint {
  const id = index === 0 ? name : `${name}:${check.path.split('?', 1)[0]}`;
  return { kind: 'http', id, name, service, check, isBare: false };
}

function formsOf(name: string, socket: WebSocketEndpoint): readonly SocketEndpoint[] {
  if (socket.auth === undefined) return [{ kind: 'websocket', id: name, name, socket }];
  return [...new Set(socket.authBy)].map((authBy, index) => {
    return { kind: 'websocket', id: index === 0 ? name : `${name}:${authBy}`, name, socket, authBy };
  });
}

/** A websocket may have the name of a service, and one path may be checked twice. */
function freeId(endpoint: Endpoint, taken: ReadonlySet<string>): string {
  const { id, name, kind } = endpoint;
  if (!taken.has(id)) return id;
  const wanted = kind === 'websocket' && id === name ? `${name}:websocket` : id;
  let free = wanted;
  for (let count = 2; taken.has(free); count += 1) free = `${wanted}#${count}`;
  return free;
}
