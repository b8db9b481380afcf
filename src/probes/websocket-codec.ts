import { randomFillSync } from 'node:crypto';

/** RFC 6455, section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const pool = Buffer.alloc(4_096);
let nextByte = pool.length;

/** Unpredictable bytes from one pool, as asking the system for a few each time costs more than a frame. */
export function copyRandom(target: Buffer, at: number, bytes: number): void {
  if (nextByte + bytes > pool.length) {
    randomFillSync(pool);
    nextByte = 0;
  }
  pool.copy(target, at, nextByte, nextByte + bytes);
  nextByte += bytes;
}

/** One whole frame, masked as those of a client must be. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + 4 + length);
  frame[0] = 0x80 | opcode;
  if (headBytes === 2) frame[1] = 0x80 | length;
  else if (headBytes === 4) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  mask(frame, payload, headBytes);
  return frame;
}

/** Payload of a close frame, without a reason; a code of 1005 stands for none. */
export function encodeClose(code: number): Buffer {
  if (code === 1005) return Buffer.alloc(0);
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return payload;
}

function mask(frame: Buffer, payload: Buffer, at: number): void {
  copyRandom(frame, at, 4);
  for (let index = 0; index < payload.length; index += 1) {
    frame[at + 4 + index] = (payload[index] ?? 0) ^ (frame[at + (index & 3)] ?? 0);
  }
}
