import type { Duplex } from 'node:stream';

import type { ProbeProblem } from '#domain/probe.ts';

import { cutShort } from './cut-short.ts';
import { type AnswerHead, readAnswer } from './handshake-answer.ts';
import { collectBody, isBodyComplete } from './handshake-body.ts';
import { createUpgradeRequest, type UpgradeWish } from './handshake-request.ts';
import { formatLimit } from './time-wall.ts';
import { asTlsFault } from './tls-handshake.ts';

export interface Handshake {
  /** Absent when nothing that can be read was answered. */
  readonly head?: AnswerHead | undefined;
  /** Of a refused upgrade. */
  readonly body?: string | undefined;
  /** Why it is not open; absent when it is. */
  readonly problem?: ProbeProblem | undefined;
}

/** How long the body of a refusal is waited for once its head has arrived. */
const bodyMs = 1_000;

/**
 * Asks for the upgrade and reads the answer. Resolves also when the server refuses, is silent or breaks the connection;
 * the socket is left paused, its frames that arrived with the answer in `head.rest`.
 */
export function askForUpgrade(
  socket: Duplex,
  wish: UpgradeWish & { readonly limitMs: number },
  signal: AbortSignal,
): Promise<Handshake> {
  const request = createUpgradeRequest(wish);
  return new Promise((resolve) => {
    const reader = createAnswerReader(request.accept);
    const settle = (handshake: Handshake): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onEnd);
      signal.removeEventListener('abort', onAbort);
      socket.pause();
      resolve(handshake);
    };
    const onData = (chunk: Buffer): void => {
      const hadHead = reader.hasHead();
      const done = reader.push(chunk);
      if (done !== undefined) settle(done);
      else if (!hadHead && reader.hasHead()) restart(bodyMs);
    };
    const onEnd = (): void => settle(reader.end(closedInHandshake));
    const onError = (error: Error): void => settle(reader.end((bytes) => brokenInHandshake(error, bytes)));
    const onAbort = (): void => settle({ problem: { code: 'ABORTED', message: 'stopped before it was measured' } });
    const onTimeout = (): void => settle(reader.end((bytes) => silentInHandshake(wish.limitMs, bytes)));
    const restart = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(onTimeout, ms);
    };
    let timer = setTimeout(onTimeout, wish.limitMs);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onEnd);
    socket.write(request.bytes);
    socket.resume();
  });
}

interface AnswerReader {
  push(chunk: Buffer): Handshake | undefined;
  hasHead(): boolean;
  /** What is known when nothing more comes. */
  end(why: (bytes: number) => ProbeProblem): Handshake;
}

function createAnswerReader(accept: string): AnswerReader {
  let waiting: Buffer = Buffer.alloc(0);
  let refusal: { readonly head: AnswerHead; readonly body: ReturnType<typeof collectBody> } | undefined;
  const refused = ({ head, body }: NonNullable<typeof refusal>): Handshake => {
    return { head, body: body.text(), problem: refusalOf(head) };
  };
  return {
    hasHead: () => refusal !== undefined,
    end: (why) => (refusal === undefined ? { problem: why(waiting.length) } : refused(refusal)),
    push(chunk) {
      if (refusal !== undefined) return refusal.body.take(chunk) ? refused(refusal) : undefined;
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      const reading = readAnswer(waiting);
      if (reading.kind === 'incomplete') return undefined;
      if (reading.kind === 'fault') return { problem: reading.fault };
      const { head } = reading;
      if (head.status === 101) return { head, problem: flawOf(head, accept) };
      refusal = { head, body: collectBody(head) };
      return isBodyComplete(head, refusal.body) ? refused(refusal) : undefined;
    },
  };
}

function closedInHandshake(bytes: number): ProbeProblem {
  return bytes === 0
    ? { code: 'CLOSED_WITHOUT_ANSWER', message: 'the server ended the connection (FIN) without an answer' }
    : { code: 'CLOSED_IN_ANSWER', message: `the server ended the connection (FIN) after ${bytes} bytes of an answer` };
}

function brokenInHandshake(error: Error, bytes: number): ProbeProblem {
  const { code, message } = asTlsFault(error);
  if (code.startsWith('ERR_SSL_')) return { code, message };
  const after = bytes === 0 ? 'without an answer' : `after ${bytes} bytes of an answer`;
  const what =
    code === 'ECONNRESET' || code === 'EPIPE'
      ? 'the server reset the connection (RST)'
      : `the connection broke (${code})`;
  return { code: code === 'EPIPE' ? 'ECONNRESET' : code, message: `${what} ${after}` };
}

function silentInHandshake(limitMs: number, bytes: number): ProbeProblem {
  const what = bytes === 0 ? 'no answer to the upgrade' : `only ${bytes} bytes of an answer to the upgrade`;
  return { code: 'TIMEOUT', message: `${what} within ${formatLimit(limitMs)}` };
}

/** What the status says by itself; who dropped what is for a comparison with another way to show. */
function refusalOf({ status, statusText, headers }: AnswerHead): ProbeProblem {
  const location = headers.get('location');
  const to = location === undefined ? '' : `, to ${withoutQuery(location)}`;
  const named = statusText === '' ? String(status) : `${status} ${statusText}`;
  const plain = status >= 200 && status < 300 ? ', as to a plain request' : '';
  return { code: `STATUS_${status}`, message: `the upgrade was answered with ${named}${to}${plain}, not with 101` };
}

function withoutQuery(location: string): string {
  return cutShort(location.replace(/[?#].*$/su, ''), 150);
}

function flawOf({ version, headers }: AnswerHead, accept: string): ProbeProblem | undefined {
  if (version !== '1.1') return flaw('BAD_UPGRADE', `as HTTP/${version}, which knows no upgrade`);
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return flaw('BAD_UPGRADE', 'without "Upgrade: websocket"');
  if (!/(?:^|,)\s*upgrade\s*(?:,|$)/iu.test(headers.get('connection') ?? '')) {
    return flaw('BAD_UPGRADE', 'without "Connection: Upgrade"');
  }
  const got = headers.get('sec-websocket-accept');
  if (got === undefined) return flaw('BAD_ACCEPT', 'without Sec-WebSocket-Accept');
  if (got !== accept) return flaw('BAD_ACCEPT', `Sec-WebSocket-Accept is not the answer to our key`);
  const extensions = headers.get('sec-websocket-extensions');
  if (extensions === undefined || extensions === '') return undefined;
  return flaw('EXTENSION_NOT_OFFERED', `with the extension ${cutShort(extensions, 80)}, which was not offered`);
}

function flaw(code: string, message: string): ProbeProblem {
  return { code, message: `101, but ${message}` };
}
