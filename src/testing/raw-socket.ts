import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

import { WebSocketServer, type WebSocket } from 'ws';

import { waitFor } from './wait-for.ts';

/** A Slack that sends over the socket whatever it is told to, well-formed or not. */
export interface RawSocket {
  /** Ends in `/api/`. */
  readonly apiUrl: string;
  /** What came back, as text, in order. */
  readonly received: readonly string[];
  /** An address that takes what is posted to it. */
  readonly responseUrl: string;
  /** What was posted there. */
  readonly responses: readonly string[];
  /** Resolves when the bot is connected and the frame is on its way. */
  send(frame: string): Promise<void>;
}

export async function startRawSocket(t: TestContext): Promise<RawSocket> {
  const received: string[] = [];
  const sockets: WebSocket[] = [];
  const responses: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/response') void text(request).then((body) => responses.push(body));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${portOf()}/link` }));
  });
  const frames = new WebSocketServer({ server });
  frames.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (message: Buffer) => void received.push(message.toString('utf8')));
    socket.send(JSON.stringify({ type: 'hello' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const portOf = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  t.after(() => {
    for (const socket of sockets) socket.close(1001);
    frames.close();
    server.close();
  });
  return {
    apiUrl: `http://127.0.0.1:${portOf()}/api/`,
    responseUrl: `http://127.0.0.1:${portOf()}/response`,
    responses,
    received,
    async send(frame) {
      const socket = await waitFor('a socket', () => sockets.at(-1));
      socket.send(frame);
    },
  };
}
