import type { Socket } from 'node:net';

import { cutShort } from './cut-short.ts';
import { codeOf, ProbeFault } from './probe-fault.ts';
import type { Reach } from './probe.ts';
import { within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';

const mostHeadBytes = 16_384;

/** Pinned addresses are connected to themselves: a proxy would look the name up again. */
export function proxyOf({ proxy, pinned }: Reach): URL | undefined {
  return proxy === undefined || pinned !== undefined ? undefined : new URL(proxy);
}

/** `Basic …` of the user and password in a proxy's URL. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '') return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** Asks a connected proxy for a tunnel (CONNECT); resolves with its status line. Rejects with a ProbeFault: `502`, `CLOSED`, an errno name. */
export async function openTunnel(
  socket: Socket,
  ask: { readonly authority: string; readonly authorization: string | undefined; readonly limitMs: number },
  wall: TimeWall,
): Promise<string> {
  const head = await within<string>(wall, ask.limitMs, ({ resolve, reject }) => {
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end === -1 && received.length < mostHeadBytes) return;
      detach();
      socket.pause();
      if (end === -1) reject(new ProbeFault('HEAD', 'the answer to CONNECT has no end'));
      else {
        if (received.length > end + 4) socket.unshift(received.subarray(end + 4));
        resolve(received.toString('latin1', 0, end));
      }
    };
    const onError = (error: Error): void => {
      detach();
      reject(new ProbeFault(codeOf(error), `ended the connection after CONNECT: ${codeOf(error)}`));
    };
    const onEnd = (): void => {
      detach();
      reject(new ProbeFault('CLOSED', 'closed the connection after CONNECT without an answer'));
    };
    const detach = (): void => {
      socket.removeListener('data', onData);
      socket.removeListener('error', onError);
      socket.removeListener('end', onEnd);
    };
    socket.on('data', onData);
    socket.once('error', onError);
    socket.once('end', onEnd);
    socket.write(connectHead(ask.authority, ask.authorization));
    return () => {
      detach();
      socket.destroy();
    };
  });
  return readStatusLine(head);
}

function connectHead(authority: string, authorization: string | undefined): string {
  const credentials = authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`;
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`;
}

function readStatusLine(head: string): string {
  const line = cutShort(head.split('\r\n', 1)[0] ?? '', 200);
  const status = /^HTTP\/1\.[01] (\d{3})\b/u.exec(line)?.[1];
  if (status === undefined) throw new ProbeFault('HEAD', `answered "${line}" to CONNECT`);
  if (!status.startsWith('2')) throw new ProbeFault(status, `answered "${line}" to CONNECT`);
  return line;
}
