import { ProbeFault } from './probe-fault.ts';

/** Bounds of one body, compressed as well as not. */
export const mostBodyBytes = 1_048_576;

/** Gathers a body in one buffer that grows, whatever the size of the pieces it comes in. */
export interface BodySink {
  /** Throws `BODY_TOO_LARGE` beyond 1 MiB. */
  push(piece: Buffer): void;
  readonly bytes: number;
  /** When the first of it came, on the clock of the process. */
  readonly firstAtMs: number | undefined;
  /** What is there so far. Valid until the next piece. */
  read(): Buffer;
}

export function createBodySink(): BodySink {
  let kept: Buffer = Buffer.alloc(0);
  let length = 0;
  let firstAtMs: number | undefined;
  return {
    push(piece) {
      if (piece.length > 0) firstAtMs ??= performance.now();
      const room = Math.min(piece.length, mostBodyBytes - length);
      if (length === 0) kept = piece.subarray(0, room);
      else kept = append(kept, length, piece.subarray(0, room));
      length += room;
      if (room < piece.length) throw bodyTooLarge('body');
    },
    get bytes() {
      return length;
    },
    get firstAtMs() {
      return firstAtMs;
    },
    read: () => kept.subarray(0, length),
  };
}

export function bodyTooLarge(what: string): ProbeFault {
  return new ProbeFault('BODY_TOO_LARGE', `${what} is longer than 1 MiB`);
}

function append(kept: Buffer, length: number, piece: Buffer): Buffer {
  const needed = length + piece.length;
  const target = needed <= kept.length ? kept : grow(kept, length, needed);
  piece.copy(target, length);
  return target;
}

function grow(kept: Buffer, length: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(mostBodyBytes, Math.max(needed, length * 2)));
  kept.copy(larger, 0, 0, length);
  return larger;
}
