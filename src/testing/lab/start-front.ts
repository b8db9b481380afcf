import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

import type { System } from './start-system.ts';

type Around = Pick<System, 'after'>;

/** Passes bytes on to a port, those of the server only when it was quiet for a while. Resolves to its own port. */
export function startLumpingFront(
  around: Around,
  { port, quietMs }: { readonly port: number; readonly quietMs: number },
): Promise<number> {
  return startForwarder(around, port, (onward, client) => {
    let held: Buffer[] = [];
    let isOpen = true;
    let bytes = 0;
    let timer: NodeJS.Timeout | undefined;
    const flush = (): void => {
      if (isOpen) client.write(Buffer.concat(held));
      held = [];
    };
    onward.on('data', (piece: Buffer) => {
      bytes += piece.length;
      // The handshakes pass: only what is streamed is held back.
      if (bytes < 3_000 && held.length === 0 && client.bytesRead < 900) return void client.write(piece);
      held.push(piece);
      clearTimeout(timer);
      timer = setTimeout(flush, quietMs);
    });
    client.on('close', () => {
      isOpen = false;
      clearTimeout(timer);
    });
    onward.on('end', () => {
      flush();
      client.end();
    });
  });
}

/** Passes bytes on until one piece is larger than that; from then on nothing comes through in that direction. */
export function startNarrowFront(
  around: Around,
  { port, mostBytes }: { readonly port: number; readonly mostBytes: number },
): Promise<number> {
  return startForwarder(around, port, (onward, client) => {
    for (const [from, to] of [
      [onward, client],
      [client, onward],
    ] as const) {
      let isLost = false;
      from.on('data', (piece: Buffer) => {
        isLost ||= piece.length > mostBytes;
        if (!isLost) to.write(piece);
      });
      from.on('end', () => void (isLost || to.end()));
    }
  });
}

async function startForwarder(
  around: Around,
  port: number,
  pass: (onward: Socket, client: Socket) => void,
): Promise<number> {
  const server = createServer((client) => {
    const onward = connect(port, '127.0.0.1');
    pass(onward, client);
    if (client.listenerCount('data') === 0) client.on('data', (piece: Buffer) => onward.write(piece));
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return listen(around, server);
}

/** Speaks TLS as the proxy does, and treats each connection so when a request has come. */
export async function startTlsFront(
  { after, certificates }: Pick<System, 'after' | 'certificates'>,
  treat: (socket: TLSSocket) => void,
): Promise<number> {
  const pair = await readPair(certificates);
  const server = createTlsServer({ ...pair, ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => treat(socket));
  });
  return listen({ after }, server);
}

/** Passes bytes on until the client has sent so many pieces; then the connection is reset. */
export function startResettingFront(
  around: Around,
  { port, afterPieces }: { readonly port: number; readonly afterPieces: number },
): Promise<number> {
  return startForwarder(around, port, (onward, client) => {
    let pieces = 0;
    onward.pipe(client);
    client.on('data', (piece: Buffer) => {
      pieces += 1;
      if (pieces < afterPieces) onward.write(piece);
      else client.resetAndDestroy();
    });
  });
}

/** Speaks TLS before a plain port, and ends a kept connection that was idle for so long when it is used again. */
export async function startForgettingFront(
  { after, certificates }: Pick<System, 'after' | 'certificates'>,
  { port, idleMs }: { readonly port: number; readonly idleMs: number },
): Promise<number> {
  const usedMs = new WeakMap<Socket, number>();
  const { key, cert } = await readPair(certificates);
  const server = createHttpsServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
    const { socket, method, url: path, headers } = request;
    const before = usedMs.get(socket);
    usedMs.set(socket, performance.now());
    if (before !== undefined && performance.now() - before > idleMs) return void socket.destroy();
    const onward = sendRequest({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => socket.destroy());
    request.pipe(onward);
  });
  return listen({ after }, server);
}

async function readPair({ valid }: System['certificates']) {
  const [key, cert] = await Promise.all([readFile(valid.key), readFile(valid.certificate)]);
  return { key, cert };
}

async function listen({ after }: Around, server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => void server.close(resolve));
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
