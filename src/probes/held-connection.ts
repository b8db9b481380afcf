import type { Duplex } from 'node:stream';

import { encodeClose, encodeFrame, opcodes } from './websocket-codec.ts';
import { endOf } from './websocket-end.ts';
import { createFloodGuard, type FloodGuard } from './websocket-flood.ts';
import { createFrameReader, type FrameReader } from './websocket-reader.ts';

const mostMessageBytes = 65_536;

/** One connection that is kept open and otherwise left alone. */
export interface Kept {
  /** `CLOSE_1013`, `CLOSE_1006`, `SENT_1009`; undefined while it is open. */
  endedWith(): string | undefined;
  close(limitMs: number): Promise<void>;
  destroy(): void;
}

/** Takes so little memory because frames are read by one small object, and nothing of what came is kept. */
export function keepOpen(socket: Duplex, head: Buffer): Kept {
  return new KeptConnection(socket, head);
}

class KeptConnection implements Kept {
  readonly #socket: Duplex;
  #reader: FrameReader | undefined;
  #flood: FloodGuard | undefined;
  #code: string | undefined;

  constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    const over = (): void => this.#end('CLOSE_1006');
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', over).on('error', over).on('close', over);
    if (head.length > 0) this.#take(head);
    if (socket.destroyed) over();
    socket.resume();
  }

  endedWith(): string | undefined {
    return this.#code;
  }

  destroy(): void {
    this.#end('ABORTED');
    this.#socket.destroy();
  }

  async close(limitMs: number): Promise<void> {
    if (this.#code === undefined) this.#sayClose(1000, 'SENT_1000');
    await endOf(this.#socket, limitMs);
    this.#socket.destroy();
  }

  #end(code: string): void {
    this.#code ??= code;
    this.#reader = undefined;
  }

  #sayClose(code: number, as: string): void {
    this.#end(as);
    if (this.#socket.writable) this.#socket.write(encodeFrame(opcodes.close, encodeClose(code)));
  }

  /** The reader lives only while something of a frame or of a message is missing. */
  #take(chunk: Buffer): void {
    if (this.#code !== undefined) return;
    const reader = this.#reader ?? this.#createReader();
    reader.push(chunk);
    this.#reader = reader.isIdle() ? undefined : reader;
  }

  #createReader(): FrameReader {
    const reader = createFrameReader(
      {
        frame: () => {
          this.#flood ??= createFloodGuard();
          if (this.#flood.count(performance.now()) === undefined) return;
          reader.stop();
          this.#sayClose(1008, 'SENT_1008');
        },
        message: () => undefined,
        ping: (payload) => {
          if (this.#socket.writable) this.#socket.write(encodeFrame(opcodes.pong, payload));
        },
        pong: () => undefined,
        close: (code) => this.#sayClose(code === 1005 ? 1005 : 1000, `CLOSE_${code}`),
        violation: ({ code }) => this.#sayClose(code, `SENT_${code}`),
      },
      mostMessageBytes,
    );
    return reader;
  }
}
