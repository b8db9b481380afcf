import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';

/** A peer that answers each connection in its own way, byte by byte. */
export interface RawPeer {
  readonly port: number;
  /** What every connection has sent so far, in order of connecting. */
  readonly received: readonly string[];
  /** Connections that were made. */
  count(): number;
}

/** Calls `answer` with each connection when its first bytes have come; ends with the test. */
export async function startRawPeer(
  t: Pick<TestContext, 'after'>,
  answer: (socket: net.Socket) => void,
): Promise<RawPeer> {
  const received: string[] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer({ noDelay: true }, (socket) => {
    const index = connections;
    connections += 1;
    received.push('');
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      received[index] += piece.toString('latin1');
    });
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    count: () => connections,
  };
}
