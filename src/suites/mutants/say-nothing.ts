import type { Server } from 'node:http';

import { WebSocketServer } from 'ws';

const maxPayload = 64 * 1_024;

/** Takes every connection and every upgrade, with the first subprotocol that is offered, and never answers. */
export function sayNothing(server: Server): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload, autoPong: false });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.on('error', () => undefined));
  });
  server.on('request', (request) => request.resume());
}
