import net from 'node:net';

import type { AddressFacts } from '#domain/probe.ts';

import type { NamedAddress } from './dial-addresses.ts';
import { abortedCode, codeOf, ProbeFault } from './probe-fault.ts';
import { elapsedMs, within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';

export type Connection = { readonly facts: readonly AddressFacts[] } & (
  | { readonly socket: net.Socket; readonly detail: string }
  | { readonly fault: ProbeFault }
);

/** Connects to the first address that answers. Every address before it shares the limit, so that a dead one cannot eat it. */
export async function connectFirst(
  addresses: readonly NamedAddress[],
  port: number,
  { limitMs, wall }: { readonly limitMs: number; readonly wall: TimeWall },
): Promise<Connection> {
  const facts: AddressFacts[] = [];
  const failures: string[] = [];
  const endsAtMs = performance.now() + limitMs;
  let fault: ProbeFault | undefined;
  for (const [index, each] of addresses.entries()) {
    const startedMs = performance.now();
    const shareMs = (endsAtMs - startedMs) / (addresses.length - index);
    try {
      const socket = await within<net.Socket>(wall, shareMs, (settle) => connect(each.address, port, settle));
      facts.push({ ...each, tcp: 'passed', durationMs: elapsedMs(startedMs) }, ...untried(addresses.slice(index + 1)));
      return { facts, socket, detail: [name(each, port), ...failures].join(', after ') };
    } catch (error) {
      fault = asFault(error);
      if (fault.code === abortedCode) break;
      facts.push({ ...each, tcp: 'failed', durationMs: elapsedMs(startedMs), code: fault.code });
      failures.push(`${name(each, port)} ${fault.message}`);
    }
  }
  const detail = failures.join(', ') || (fault?.message ?? 'no address');
  facts.push(...untried(addresses.slice(facts.length)));
  return { facts, fault: new ProbeFault(fault?.code ?? 'ENOTFOUND', detail) };
}

function connect(
  host: string,
  port: number,
  { resolve, reject }: { resolve: (socket: net.Socket) => void; reject: (error: unknown) => void },
): () => void {
  const socket = net.connect({ host, port, noDelay: true, autoSelectFamily: false });
  socket.on('error', ignore);
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.removeListener('error', reject);
    resolve(socket);
  });
  return () => socket.destroy();
}

/** An error between two rungs must not end the process; the next rung sees that the socket is gone. */
function ignore(): void {}

export function untried(addresses: readonly NamedAddress[]): readonly AddressFacts[] {
  return addresses.map((each) => ({ ...each, tcp: 'not-tried' as const }));
}

function name({ address, family }: NamedAddress, port: number): string {
  return family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

const says: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ETIMEDOUT: 'timed out',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'network unreachable',
  EADDRNOTAVAIL: 'no free port on this machine',
  EMFILE: 'too many open files on this machine',
};

function asFault(error: unknown): ProbeFault {
  if (error instanceof ProbeFault) return error;
  const code = codeOf(error);
  return new ProbeFault(code, says[code] ?? `not connected: ${code}`);
}
