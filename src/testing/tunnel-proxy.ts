import { once } from 'node:events';
import { createServer } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';

/** A proxy that opens the tunnels it is asked for with CONNECT. */
export interface TunnelProxy {
  readonly url: string;
  /** Authorities asked for, in order. */
  readonly asked: readonly string[];
}

export async function startTunnelProxy(t: Pick<TestContext, 'after'>): Promise<TunnelProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const target = net.connect(Number(port), host);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => client.destroy());
    }
    target.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, asked };
}
