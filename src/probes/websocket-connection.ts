import type { Duplex } from 'node:stream';

import { type CloseLog, createCloseLog } from './websocket-close-log.ts';
import { encodeClose, encodeFrame, opcodes } from './websocket-codec.ts';
import { endOf } from './websocket-end.ts';
import { createFloodGuard, type FloodGuard } from './websocket-flood.ts';
import { type Arrival, createInbox, type Inbox, type Message, type Waited } from './websocket-inbox.ts';
import { createFrameReader, type FrameSink } from './websocket-reader.ts';

export interface Traffic {
  bytesIn: number;
  bytesOut: number;
  framesIn: number;
  framesOut: number;
}

/** The client side of one open WebSocket. Everything that arrives is kept in order until a rung has looked at it. */
export interface Connection {
  readonly closing: CloseLog;
  readonly traffic: Readonly<Traffic>;
  /** Since the upgrade. */
  readonly ageMs: () => number;
  readonly sendText: (text: string) => void;
  readonly ping: (text: string) => void;
  /** Shows every arrival in turn, those from before first, until `take` returns something. */
  readonly until: <T>(take: (arrival: Arrival) => T | undefined, limitMs: number) => Promise<Waited<T>>;
  /** Reads nothing for so long, as a client does that is busy with something else. */
  readonly rest: (ms: number) => Promise<void>;
  /** Sends a close frame unless one was sent, waits for the peer to end, at most so long, and frees the socket. */
  readonly close: (code: number, limitMs: number) => Promise<void>;
}

export interface ConnectionParts {
  readonly socket: Duplex;
  /** Frames that arrived with the answer to the upgrade. */
  readonly head: Buffer;
  readonly maxMessageBytes: number;
  readonly typeOf: (text: string) => string | undefined;
  /** Sees every message as it arrives. */
  readonly onMessage: (message: Message) => void;
}

/** Most bytes that a peer who asks (pings) and does not read may make us keep. */
const mostUnsentBytes = 1_048_576;

export function openConnection(parts: ConnectionParts, signal: AbortSignal): Connection {
  const { socket } = parts;
  const startedMs = performance.now();
  const ageMs = (): number => performance.now() - startedMs;
  const closing = createCloseLog(ageMs);
  const inbox = createInbox(() => (signal.aborted ? 'aborted' : closing.hasEnded() ? 'ended' : undefined));
  const writer = createWriter(socket, closing);
  const { traffic } = writer;
  const flood = createFloodGuard();
  const sink = createSink({ ...parts, ageMs, closing, inbox, writer, flood, stop: () => reader.stop() });
  const reader = createFrameReader(sink, parts.maxMessageBytes);
  const onData = (chunk: Buffer): void => {
    traffic.bytesIn += chunk.length;
    reader.push(chunk);
  };
  const over = (by: 'server-end' | 'server-reset' | 'client', error?: Error): void => {
    closing.ended(by, error);
    inbox.wake();
  };
  const onAbort = (): void => void socket.destroy();
  socket
    .on('data', onData)
    .on('end', () => over('server-end'))
    .on('error', (error) => over('server-reset', error))
    .on('close', () => over('client'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (parts.head.length > 0) onData(parts.head);
  if (socket.destroyed) over('client');
  socket.resume();

  return {
    closing,
    traffic,
    ageMs,
    sendText: (text) => writer.write(opcodes.text, Buffer.from(text, 'utf8')),
    ping: (text) => writer.write(opcodes.ping, Buffer.from(text, 'latin1')),
    until: inbox.until,
    rest: (ms) => {
      flood.rested(ms);
      return restFrom(socket, ms, signal);
    },
    close: async (code, limitMs) => {
      writer.close(code);
      await endOf(socket, limitMs);
      signal.removeEventListener('abort', onAbort);
      closing.ended('client');
      socket.destroy();
    },
  };
}

async function restFrom(socket: Duplex, ms: number, signal: AbortSignal): Promise<void> {
  socket.pause();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      socket.off('close', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    socket.once('close', end);
    signal.addEventListener('abort', end, { once: true });
  });
  socket.resume();
}

interface Writer {
  readonly traffic: Traffic;
  readonly write: (opcode: number, payload: Buffer) => void;
  /** The first call counts. */
  readonly close: (code: number) => void;
}

function createWriter(socket: Duplex, closing: CloseLog): Writer {
  const traffic: Traffic = { bytesIn: 0, bytesOut: 0, framesIn: 0, framesOut: 0 };
  let unsent: Buffer[] = [];
  const flush = (): void => {
    const [first = Buffer.alloc(0)] = unsent;
    if (!socket.destroyed && socket.writable) socket.write(unsent.length === 1 ? first : Buffer.concat(unsent));
    unsent = [];
    if (socket.writableLength > mostUnsentBytes) socket.destroy();
  };
  const write = (opcode: number, payload: Buffer): void => {
    if (socket.destroyed || !socket.writable) return;
    const frame = encodeFrame(opcode, payload);
    traffic.bytesOut += frame.length;
    traffic.framesOut += 1;
    // What is said in one go leaves in one piece: a ping and the message behind it.
    if (unsent.push(frame) === 1) process.nextTick(flush);
  };
  return {
    traffic,
    write,
    close: (code) => {
      if (closing.sent(code)) write(opcodes.close, encodeClose(code));
    },
  };
}

interface SinkParts extends Pick<ConnectionParts, 'typeOf' | 'onMessage'> {
  readonly ageMs: () => number;
  readonly closing: CloseLog;
  readonly inbox: Inbox;
  readonly writer: Writer;
  readonly flood: FloodGuard;
  readonly stop: () => void;
}

function createSink({ typeOf, onMessage, ageMs, closing, inbox, writer, flood, stop }: SinkParts): FrameSink {
  const giveUp = (code: number, message: string): void => {
    stop();
    closing.limit({ code: `SENT_${code}`, message: `sent ${code}, ${message}` });
    writer.close(code);
    inbox.wake();
  };
  return {
    frame: () => {
      writer.traffic.framesIn += 1;
      const excess = flood.count(performance.now());
      if (excess !== undefined) giveUp(1008, `own limit: ${excess}`);
    },
    message: (payload, isBinary) => {
      const text = isBinary ? undefined : payload.toString('utf8');
      const type = text === undefined ? undefined : typeOf(text);
      const message: Message = { kind: 'message', type, text, bytes: payload.length, atMs: ageMs() };
      onMessage(message);
      inbox.add(message);
    },
    ping: (payload) => {
      if (!closing.hasSent()) writer.write(opcodes.pong, payload);
    },
    pong: (payload) => inbox.add({ kind: 'pong', text: payload.toString('latin1'), atMs: ageMs() }),
    close: (code, reason) => {
      closing.received(code, reason);
      writer.close(isSendable(code) ? code : 1002);
      inbox.wake();
    },
    violation: ({ code, message }) => {
      giveUp(code, `${code === 1009 ? 'own limit' : 'the server broke the protocol'}: ${message}`);
    },
  };
}

/** Codes that a client may send on; others it saw are answered with 1002. */
function isSendable(code: number): boolean {
  if (code === 1005) return true;
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1006) || (code >= 3000 && code <= 4999);
}
