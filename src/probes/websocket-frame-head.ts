import { opcodes } from './websocket-codec.ts';

/** What a server sends that no client may take: `code` is what it is closed with. */
export interface Violation {
  readonly code: 1002 | 1007 | 1009;
  readonly message: string;
}

/** Of one frame. */
export interface Head {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly headBytes: number;
  readonly payloadBytes: number;
}

/** A message of which some fragments have arrived. */
export interface Message {
  readonly opcode: number;
  readonly parts: Buffer[];
  bytes: number;
}

/** Undefined while more of it must arrive. */
export function readHead(bytes: Buffer): Head | undefined {
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headBytes) return undefined;
  const payloadBytes =
    headBytes === 2 ? short : headBytes === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { isFinal: (first & 0x80) !== 0, opcode: first & 0x0f, headBytes, payloadBytes };
}

export interface Bounds {
  readonly begun: Message | undefined;
  readonly maxBytes: number;
}

/** What is wrong with a frame, as its head shows before the payload is there. */
export function violationOf(head: Head, bytes: Buffer, { begun, maxBytes }: Bounds): Violation | undefined {
  const { opcode, isFinal, payloadBytes } = head;
  const [first = 0, second = 0] = bytes;
  if ((first & 0x70) !== 0) return wrong('a frame with reserved bits set, though no extension was agreed on');
  if ((second & 0x80) !== 0) return wrong('a masked frame, which only a client may send');
  if (opcode >= 8) {
    if (opcode > opcodes.pong) return wrong(`a frame with the unknown opcode ${opcode}`);
    if (!isFinal) return wrong('a control frame in fragments');
    return payloadBytes > 125 ? wrong(`a control frame of ${payloadBytes} bytes, at most 125 are allowed`) : undefined;
  }
  if (opcode > opcodes.binary) return wrong(`a frame with the unknown opcode ${opcode}`);
  if (opcode === opcodes.continuation && begun === undefined) return wrong('a continuation of no message');
  if (opcode !== opcodes.continuation && begun !== undefined) return wrong('a new message within another');
  const total = payloadBytes + (begun?.bytes ?? 0);
  if (total > maxBytes) return { code: 1009, message: `a message of ${total} bytes, at most ${maxBytes} are taken` };
  return undefined;
}

function wrong(message: string): Violation {
  return { code: 1002, message };
}
