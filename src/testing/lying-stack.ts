import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { WebSocketServer } from 'ws';

/** A stack that can be made to lie. */
export interface LyingStack extends AsyncDisposable {
  readonly url: string;
  readonly socketUrl: string;
  /** Changed by tests while it runs. */
  readonly faces: Faces;
  readonly replicas: Replica[];
  /** As a process manager would: the same version, begun anew. */
  restart(): void;
}

export interface Faces {
  /** `closes`: the upgrade succeeds and 1011 follows, while health stays green. `restarts`: the first one starts the stack anew. */
  socket: 'good' | 'closes' | 'restarts';
  /** What a deploy does: nothing, or half of it. */
  deploy: 'all' | 'nothing' | 'half';
  /** `plain`: a cache answers who does not ask past it. `marked`: it answers everybody, and says so. `silent`: it does not. */
  versionCache: 'none' | 'plain' | 'marked' | 'silent';
  /** Whether health says how long it has been up. */
  uptime: boolean;
  /** Whether answers name the process that gives them. */
  instance: boolean;
  /** Whether the work of the application fails. */
  work: 'good' | 'broken';
}

export interface Replica {
  name: string;
  version: string;
  startedMs: number;
}

const hourMs = 3_600_000;

export async function startLyingStack(faces: Partial<Faces> = {}): Promise<LyingStack> {
  const shown: Faces = {
    socket: 'good',
    deploy: 'all',
    versionCache: 'none',
    uptime: true,
    instance: false,
    work: 'good',
    ...faces,
  };
  const replicas: Replica[] = ['one', 'two'].map((name) => ({ name, version: 'v1', startedMs: Date.now() - hourMs }));
  const state: State = { faces: shown, replicas, next: 0, cached: 'v2' };
  const server = createServer((request, response) => answer(state, request, response));
  const sockets = serveSockets(server, state);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}/ws`,
    faces: shown,
    replicas,
    restart: () => restart(state),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface State {
  readonly faces: Faces;
  readonly replicas: Replica[];
  next: number;
  /** What a cache in front of the version says. */
  readonly cached: string;
}

function serveSockets(server: Server, state: State): WebSocketServer {
  const { faces } = state;
  let isFirst = true;
  const sockets = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    if (faces.socket === 'closes') return socket.close(1011, 'Internal error');
    if (faces.socket === 'restarts' && isFirst) restart(state);
    isFirst = false;
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
    socket.send('{"type":"connected"}');
  });
  return sockets;
}

function restart({ replicas }: State): void {
  for (const replica of replicas) replica.startedMs = Date.now();
}

function answer(state: State, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stack');
  const replica = state.replicas[(state.next += 1) % state.replicas.length];
  if (replica === undefined) return void response.writeHead(503).end();
  const say = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void =>
    void response
      .writeHead(status, {
        'content-type': 'application/json',
        connection: 'close',
        ...(state.faces.instance ? { 'x-instance': `${replica.name}-${replica.startedMs}` } : {}),
        ...headers,
      })
      .end(JSON.stringify(body));
  switch (pathname) {
    case '/health':
    case '/ready':
      return say(200, {
        status: 'ok',
        ...(state.faces.uptime ? { uptime: (Date.now() - replica.startedMs) / 1_000 } : {}),
      });
    case '/version':
      return sayVersion(state, replica, { say, isPast: searchParams.size > 0 });
    case '/work':
      return say(state.faces.work === 'good' ? 200 : 500, { version: replica.version });
    case '/deploy':
      deploy(state, searchParams.get('version') ?? '');
      return say(200, {});
    case '/restart':
      restart(state);
      return say(200, {});
    default:
      return say(404, {});
  }
}

interface Saying {
  readonly say: (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => void;
  readonly isPast: boolean;
}

function sayVersion({ faces, cached }: State, { version }: Replica, { say, isPast }: Saying): void {
  switch (faces.versionCache) {
    case 'none':
      return say(200, { sha: version });
    case 'plain':
      return isPast ? say(200, { sha: version }) : say(200, { sha: cached }, { age: '40' });
    case 'marked':
      return say(200, { sha: cached }, { 'x-cache': 'HIT' });
    case 'silent':
      return say(200, { sha: cached });
  }
}

function deploy({ faces, replicas }: State, version: string): void {
  if (faces.deploy === 'nothing') return;
  for (const replica of faces.deploy === 'half' ? replicas.slice(0, 1) : replicas) {
    replica.version = version;
    replica.startedMs = Date.now();
  }
}
