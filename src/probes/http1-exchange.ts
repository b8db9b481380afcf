import type { Duplex } from 'node:stream';

import type { HttpTrace } from './http-trace.ts';
import { createAnswerReader } from './http1-answer.ts';
import { codeOf, ProbeFault } from './probe-fault.ts';
import { elapsedMs, within } from './time-wall.ts';
import type { TimeWall } from './time-wall.ts';
import { asTlsFault } from './tls-handshake.ts';

export interface Http1Ask {
  readonly request: string;
  readonly method: 'GET' | 'HEAD';
  /** Until the head of the answer is read; the body has until the wall. */
  readonly answerMs: number;
}

/** Writes a request and reads its answer into `trace`. Rejects with a ProbeFault; the trace then holds how far it came. */
export async function exchangeHttp1(
  socket: Duplex,
  { ask, trace }: { readonly ask: Http1Ask; readonly trace: HttpTrace },
  wall: TimeWall,
): Promise<void> {
  const reading = startReading(socket, ask, trace);
  await reading.until(() => trace.head !== undefined, ask.answerMs, wall);
  if (trace.endedMs === undefined) await reading.until(() => trace.endedMs !== undefined, Infinity, wall);
}

interface Reading {
  until(isReached: () => boolean, limitMs: number, wall: TimeWall): Promise<void>;
}

function startReading(socket: Duplex, { request, method }: Http1Ask, trace: HttpTrace): Reading {
  const reader = createAnswerReader(trace, method);
  let fault: unknown;
  let onChange: (() => void) | undefined;
  /** A fault in what the peer sent is a finding, and must not be thrown into the socket. */
  const step = (isComplete: () => boolean): void => {
    if (fault !== undefined || trace.endedMs !== undefined) return;
    try {
      if (isComplete()) trace.endedMs = elapsedMs(trace.startedMs);
    } catch (error) {
      fault = error;
    }
    onChange?.();
  };
  const fail = (error: ProbeFault): void =>
    step(() => {
      throw error;
    });
  socket.on('data', (piece: Buffer) => {
    trace.firstByteMs ??= elapsedMs(trace.startedMs);
    step(() => reader.push(piece));
  });
  socket.once('end', () => step(() => reader.end()));
  socket.once('error', (error) => fail(brokenConnection(error, trace)));
  socket.once('close', () => {
    if (trace.endedMs === undefined) fail(new ProbeFault('ECONNRESET', 'the connection was closed'));
  });
  if (socket.destroyed) fail(new ProbeFault('ECONNRESET', 'closed before the request was written'));
  socket.write(request, 'latin1', (error) => {
    if (error === null || error === undefined) trace.writtenMs ??= elapsedMs(trace.startedMs);
  });
  return {
    until: (isReached, limitMs, wall) =>
      within<void>(wall, limitMs, ({ resolve, reject }) => {
        const look = (): void => {
          if (fault !== undefined) reject(fault);
          else if (isReached()) resolve();
        };
        onChange = look;
        look();
        return () => undefined;
      }),
  };
}

function brokenConnection(error: Error, trace: HttpTrace): ProbeFault {
  const code = codeOf(error);
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return asTlsFault(error);
  if (trace.writtenMs === undefined) return new ProbeFault(code, 'closed before the request was written');
  if (trace.head === undefined) return new ProbeFault(code, 'reset after the request was written');
  return new ProbeFault(code, `reset after ${trace.body.bytes} bytes of the body`);
}
