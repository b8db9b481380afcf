import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { WebSocketServer } from 'ws';

export interface ThingStack extends AsyncDisposable {
  readonly port: number;
}

/** What the suites of `fake-suites` speak to: things, a secret for who has a token, and a WebSocket that says hello. */
export async function startThingStack(): Promise<ThingStack> {
  const server = createServer(answer);
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.endsWith('?refuse') === true) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (request.url?.endsWith('?close') === true) webSocket.close(1008, 'No token');
      webSocket.on('message', (_, isBinary) => webSocket.send('hello', { binary: isBinary }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { port, [Symbol.asyncDispose]: close };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [status, body] = answerTo(request);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function answerTo({ url = '', headers }: IncomingMessage): readonly [status: number, body: unknown] {
  if (url.startsWith('/thing')) return [200, { name: 'thing' }];
  if (url === '/health') return [200, { status: 'healthy' }];
  if (url !== '/private') return [404, {}];
  return headers.authorization === 'Bearer good' ? [200, { secret: 42 }] : [401, {}];
}
