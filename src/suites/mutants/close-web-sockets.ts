import type { Server } from 'node:http';

import { WebSocketServer } from 'ws';

const maxPayload = 64 * 1_024;

/** Takes every upgrade, with the first subprotocol that is offered, and closes with 1011 at once. */
export function closeWebSockets(server: Server): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined);
      webSocket.close(1011, 'Internal error');
    });
  });
  server.on('request', (_, response) => response.writeHead(426, { 'content-length': 0 }).end());
}
