import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

import type { MutantName } from '#domain/test-proof.ts';

import { closeWebSockets } from './close-web-sockets.ts';
import { sayNothing } from './say-nothing.ts';

/** A target that does not work, on loopback. */
export interface Mutant extends AsyncDisposable {
  readonly name: MutantName;
  readonly port: number;
}

type Arrange = (server: Server) => void;

const arrangements: Readonly<Record<MutantName, Arrange>> = {
  'closed-port': () => undefined,
  'http-500': answerWith(500, 'Internal Server Error'),
  'empty-200': answerWith(200, 'OK'),
  'ws-1011': closeWebSockets,
  silent: sayNothing,
};

/** Starts one on a free port of 127.0.0.1. Of a closed port nothing is left but its number. */
export async function startMutant(name: MutantName): Promise<Mutant> {
  const server = createServer();
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away in the middle is no fault of ours.
    socket.on('error', () => undefined);
  });
  arrangements[name](server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  if (name === 'closed-port') await close();
  return { name, port, [Symbol.asyncDispose]: close };
}

/** The same without a body to everything, upgrades included; no connection is kept, which a test may leave open. */
function answerWith(status: number, text: string): Arrange {
  return (server) => {
    server.on('request', (request, response) => {
      request.resume();
      response.writeHead(status, { 'content-length': 0, connection: 'close' }).end();
    });
    server.on('upgrade', (_, socket) => {
      socket.end(`HTTP/1.1 ${status} ${text}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  };
}
