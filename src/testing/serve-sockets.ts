import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TestContext } from 'node:test';

import { type WebSocket, WebSocketServer } from 'ws';

interface Served {
  readonly port: number;
  readonly server: WebSocketServer;
}

/** A WebSocket server that greets and echoes, with TLS where a key is given. It ends with the test. */
export async function serveSockets(
  t: TestContext,
  onOpen: (socket: WebSocket) => void = () => undefined,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Served> {
  const http = tls === undefined ? createServer(refuse) : createTlsServer(tls, refuse);
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
    socket.send('{"type":"connected"}');
    onOpen(socket);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http.close();
  });
  const address = http.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, server };
}

function refuse(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426).end('Upgrade Required');
}
