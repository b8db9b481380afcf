import { createServer as createTlsServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';

import { startBlackHole } from '../black-hole.ts';
import type { Certificates, KeyPair } from '../certificates.ts';
import { closeFrame, frameOf, serveBare, serveScripted, type Scripted } from '../scripted-socket.ts';

type Ending = Pick<TestContext, 'after'>;

/** Servers that each go wrong in their own way: name → port on 127.0.0.1. They end with `t`. */
export async function startFailingPeers(
  t: TestContext,
  certificates: Certificates,
): Promise<Readonly<Record<string, number>>> {
  const bare = async (meet: (socket: Socket) => void) => portIn(await serveBare(t, meet));
  return {
    // Not one of the ports that browsers refuse by themselves.
    refused: 47,
    silent: await bare(() => undefined),
    resets: await bare((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    'hangs-up': await bare((socket) => void socket.once('data', () => socket.end())),
    binary: await bare(
      (socket) => void socket.once('data', () => socket.end(Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]))),
    ),
    answers: await bare((socket) => void socket.once('data', (bytes) => answer(socket, bytes.toString('latin1')))),
    closes: portIn(await serveScripted(t, close)),
    upgrades: portIn(await serveScripted(t, upgrade)),
    hole: await startBlackHole(t),
    expired: await tls(t, certificates.expired),
    'wrong-name': await tls(t, certificates.wrongName),
    'self-signed': await tls(t, certificates.selfSigned),
    'short-chain': await tls(t, certificates.withoutIntermediate),
    trusted: await tls(t, certificates.valid),
    'old-tls': await tls(t, certificates.valid, {
      maxVersion: 'TLSv1',
      minVersion: 'TLSv1',
      ciphers: 'ALL@SECLEVEL=0',
    }),
    'asks-certificate': await tls(t, certificates.valid, { requestCert: true, rejectUnauthorized: true }),
  };
}

const reasons: Readonly<Record<string, string>> = {
  prose: 'Internal error',
  keepalive: 'keepalive ping timeout',
};

function pathOf(request: string): string {
  return /^\w+ \/([^ ?]*)/u.exec(request)?.[1] ?? '';
}

function answer(socket: Socket, request: string): void {
  const path = pathOf(request);
  if (path === 'half') return void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345');
  if (path === 'cut')
    return void socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n12345');
  if (path === 'html')
    return void socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>');
  if (path === 'loop')
    return void socket.end('HTTP/1.1 302 Found\r\nlocation: /loop\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  const status = Number(/^\d{3}/u.exec(path)?.[0] ?? 400);
  const location = status === 301 ? 'location: /elsewhere\r\n' : '';
  socket.end(`HTTP/1.1 ${status} Status\r\n${location}content-length: 2\r\nconnection: close\r\n\r\n{}`);
}

function close({ socket, request, accept }: Scripted): void {
  const path = pathOf(request);
  socket.write(accept());
  const [code, reason = ''] = path.split('-');
  if (/^\d{4}$/u.test(code ?? '')) return void socket.end(closeFrame(Number(code), reasons[reason] ?? ''));
  if (path === 'destroy') return void socket.end();
  if (path === 'reset') return void setTimeout(() => socket.resetAndDestroy(), 30);
  if (path === 'big') return void socket.write(frameOf(0x81, 'x'.repeat(5_000)));
  if (path === 'bad-frame') return void socket.write(Buffer.from([0xff, 0x00]));
  if (path === 'not-utf8') return void socket.write(frameOf(0x81, Buffer.from([0xff, 0xfe])));
}

function upgrade({ socket, request, accept }: Scripted): void {
  switch (pathOf(request)) {
    case 'no-upgrade':
      return void socket.end(accept().replace('Upgrade: websocket\r\n', ''));
    case 'bad-accept':
      return void socket.end(accept().replace(/Accept: .*/u, 'Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA='));
    case 'other-subprotocol':
      return void socket.write(accept('Sec-WebSocket-Protocol: other'));
    case 'unasked-extension':
      return void socket.write(accept('Sec-WebSocket-Extensions: permessage-deflate'));
    default:
      socket.write(accept());
  }
}

async function tls(t: Ending, pair: KeyPair, options: object = {}): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTlsServer(
    { key: readFileSync(pair.key), cert: readFileSync(pair.certificate), ...options },
    (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (bytes) => answer(socket, bytes.toString('latin1')));
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function portIn(url: string): number {
  return Number(new URL(url).port);
}
