import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { userOf } from './api-service.ts';
import { talk } from './conversation.ts';
import type { Service } from './service.ts';
import { bearer } from './tokens.ts';

const largestMessageBytes = 65_536;
const fewestSockets = 2;

const paths: ReadonlySet<string> = new Set(['/ws', '/ws/events']);

/** Takes upgrades on `/ws` and `/ws/events`, which speak alike. */
export function serveSockets(server: Server, service: Service): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      service.faults.has('subprotocol-not-selected') ? false : (selectSubprotocol(offered) ?? false),
  });
  // A server forgets a connection once it is upgraded; one that is never answered must still be ended.
  const upgrading = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    upgrading.add(socket);
    socket.once('close', () => upgrading.delete(socket));
    socket.on('error', () => socket.destroy());
    void upgrade({ request, socket, head }, { service, sockets });
  });
  return {
    restart: () => {
      for (const socket of upgrading) socket.destroy();
      for (const socket of sockets.clients) socket.close(1012, 'Service restart');
    },
    close: () => {
      for (const socket of upgrading) socket.destroy();
      sockets.close();
    },
  };
}

export interface Sockets {
  /** Ends every socket, as a service does that starts anew. */
  restart(): void;
  close(): void;
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade({ request, socket, head }: Upgrade, { service, sockets }: Surroundings): Promise<void> {
  const admission = await admit(request, service, sockets);
  if (admission.status === 'hang') return;
  if (admission.status !== 101) return refuse(socket, admission.status);
  sockets.handleUpgrade(request, socket, head, (accepted) => {
    welcome(accepted, { ...admission, service, sockets });
  });
}

type Admission =
  | { readonly status: 401 | 403 | 404 | 503 | 'hang' }
  | { readonly status: 101; readonly user: string; readonly path: string };

async function admit(request: IncomingMessage, service: Service, { clients }: WebSocketServer): Promise<Admission> {
  const { faults, build } = service;
  const [path = ''] = (request.url ?? '').split('?', 1);
  if (faults.has('no-healthy-upstream')) return { status: 503 };
  if (faults.has('upgrade-not-forwarded') || !paths.has(path)) return { status: 404 };
  if (faults.has('route-missing')) return { status: 403 };
  const user = await userOf(tokenOf(request), service);
  if (user === undefined) return { status: 401 };
  if (faults.has('accept-delayed') || (build.breaksSockets && path === '/ws/events')) return { status: 'hang' };
  if (faults.has('concurrency-limit') && clients.size >= fewestSockets) return { status: 503 };
  return { status: 101, user, path };
}

/** By header, or by subprotocol as `jwt, TOKEN` or `jwt.TOKEN`. */
function tokenOf({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  const behind = offered[0] === 'jwt' ? offered[1] : undefined;
  const dotted = offered.find((part) => part.startsWith('jwt.'))?.slice('jwt.'.length);
  return bearer(headers.authorization) ?? behind ?? dotted;
}

/** The token itself is never sent back when there is something else to select. */
function selectSubprotocol(offered: ReadonlySet<string>): string | undefined {
  if (offered.has('jwt')) return 'jwt';
  return [...offered].find((part) => part.startsWith('jwt.'));
}

const reasons = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const;

function refuse(socket: Duplex, status: keyof typeof reasons): void {
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

interface Surroundings {
  readonly service: Service;
  readonly sockets: WebSocketServer;
}

interface Welcomed extends Surroundings {
  readonly user: string;
  readonly path: string;
}

function welcome(socket: WebSocket, { user, path, service, sockets }: Welcomed): void {
  const { faults, build } = service;
  socket.on('error', () => socket.terminate());
  if (faults.has('handler-crash')) return socket.terminate();
  if (faults.has('handler-error') || (build.breaksSockets && path === '/ws'))
    return socket.close(1011, 'Internal error');
  talk(socket, user, { service, everybody: () => sockets.clients });
}
