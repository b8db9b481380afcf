import { isUtf8 } from 'node:buffer';

import { opcodes } from './websocket-codec.ts';
import { type Head, type Message, readHead, type Violation, violationOf } from './websocket-frame-head.ts';

export interface FrameSink {
  /** Of every frame, before what is in it. */
  frame(): void;
  message(payload: Buffer, isBinary: boolean): void;
  ping(payload: Buffer): void;
  pong(payload: Buffer): void;
  /** 1005 for a close frame without a code. */
  close(code: number, reason: string): void;
  violation(violation: Violation): void;
}

export interface FrameReader {
  /** Takes what arrived; nothing after a close frame or a violation is looked at. */
  push(chunk: Buffer): void;
  /** Nothing more is looked at. */
  stop(): void;
  /** Nothing of a frame or of a message is kept. */
  isIdle(): boolean;
}

const noChunks: Buffer[] = [];

/**
 * Reads the frames of a server. Not the receiver of `ws`: that turns a close frame with a code that is not allowed into a
 * protocol error without the code, and takes several times the memory of an idle connection.
 */
export function createFrameReader(sink: FrameSink, maxBytes: number): FrameReader {
  const assembly = createAssembly(sink);
  let waiting: Buffer[] = noChunks;
  let waitingBytes = 0;
  let neededBytes = 2;

  /** How many bytes of the frame at the beginning there must be. */
  function takeOne(bytes: Buffer): number {
    const head = readHead(bytes);
    if (head === undefined) return bytes.length < 4 ? 4 : 10;
    const violation = violationOf(head, bytes, { begun: assembly.begun(), maxBytes });
    if (violation !== undefined) {
      assembly.refuse(violation);
      return bytes.length;
    }
    const end = head.headBytes + head.payloadBytes;
    if (bytes.length >= end) assembly.take(head, bytes.subarray(head.headBytes, end));
    return end;
  }

  return {
    stop: assembly.stop,
    isIdle: () => waiting === noChunks && assembly.begun() === undefined,
    push(chunk) {
      if (assembly.isStopped()) return;
      waitingBytes += chunk.length;
      if (waitingBytes < neededBytes) {
        if (waiting === noChunks) waiting = [];
        // A copy, as what waits would keep all of the buffer that it was read into.
        waiting.push(Buffer.from(chunk));
        return;
      }
      let bytes = waiting === noChunks ? chunk : Buffer.concat([...waiting, chunk]);
      neededBytes = 2;
      while (bytes.length >= neededBytes && !assembly.isStopped()) {
        const frameBytes = takeOne(bytes);
        if (bytes.length >= frameBytes) bytes = bytes.subarray(frameBytes);
        else neededBytes = frameBytes;
      }
      waitingBytes = assembly.isStopped() ? 0 : bytes.length;
      waiting = waitingBytes === 0 ? noChunks : [Buffer.from(bytes)];
    },
  };
}

interface Assembly {
  readonly take: (head: Head, payload: Buffer) => void;
  readonly refuse: (violation: Violation) => void;
  readonly stop: () => void;
  readonly isStopped: () => boolean;
  readonly begun: () => Message | undefined;
}

/** Puts fragments together and hands out what is whole. */
function createAssembly(sink: FrameSink): Assembly {
  let begun: Message | undefined;
  let isStopped = false;

  const refuse = (violation: Violation): void => {
    isStopped = true;
    sink.violation(violation);
  };
  const takeClose = (payload: Buffer): void => {
    if (payload.length === 1) return refuse({ code: 1002, message: 'a close frame with a payload of one byte' });
    isStopped = true;
    const reason = payload.subarray(2);
    sink.close(payload.length === 0 ? 1005 : payload.readUInt16BE(), reason.toString('utf8'));
  };
  const deliver = (opcode: number, payload: Buffer): void => {
    if (opcode === opcodes.text && !isUtf8(payload))
      refuse({ code: 1007, message: 'a text message that is not UTF-8' });
    else sink.message(payload, opcode === opcodes.binary);
  };
  const collect = ({ opcode, isFinal }: Head, payload: Buffer): void => {
    begun ??= { opcode, parts: [], bytes: 0 };
    begun.bytes += payload.length;
    if (payload.length > 0) begun.parts.push(Buffer.from(payload));
    if (!isFinal) return;
    const whole = begun;
    begun = undefined;
    deliver(whole.opcode, Buffer.concat(whole.parts));
  };
  return {
    refuse,
    stop: () => {
      isStopped = true;
    },
    isStopped: () => isStopped,
    begun: () => begun,
    take(head, payload) {
      sink.frame();
      if (isStopped) return;
      if (head.opcode === opcodes.close) takeClose(payload);
      else if (head.opcode === opcodes.ping) sink.ping(payload);
      else if (head.opcode === opcodes.pong) sink.pong(payload);
      else if (head.isFinal && begun === undefined) deliver(head.opcode, payload);
      else collect(head, payload);
    },
  };
}
