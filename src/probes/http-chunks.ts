import { cutShort } from './cut-short.ts';
import type { BodySink } from './http-body-sink.ts';
import { ProbeFault } from './probe-fault.ts';

const mostLineBytes = 4_096;
const mostTrailerBytes = 16_384;

/** Takes the chunks of a body apart (RFC 9112, 7.1). */
export interface ChunkReader {
  /** True when the last chunk and the trailers are read. Throws `MALFORMED_CHUNK`, `BODY_TOO_LARGE`. */
  push(piece: Buffer): boolean;
}

type Part = 'size' | 'bytes' | 'bytes-end' | 'trailers' | 'done';

export function createChunkReader(sink: BodySink): ChunkReader {
  let part: Part = 'size';
  let left = 0;
  let trailerBytes = 0;
  let line = '';

  /** The next whole line, without its end; what there is of one that is not whole is kept. */
  const takeLine = (piece: Buffer, at: number): { readonly text: string; readonly next: number } | undefined => {
    const end = piece.indexOf(10, at);
    line += piece.toString('latin1', at, end === -1 ? piece.length : end);
    if (line.length > mostLineBytes) throw malformedChunk(line);
    if (end === -1) return undefined;
    const text = line.replace(/\r$/u, '');
    line = '';
    return { text, next: end + 1 };
  };

  const takeBytes = (piece: Buffer, at: number): number => {
    const end = Math.min(piece.length, at + left);
    sink.push(piece.subarray(at, end));
    left -= end - at;
    if (left === 0) part = 'bytes-end';
    return end;
  };

  const onLine = (text: string): void => {
    if (part === 'size') {
      left = sizeOf(text);
      part = left === 0 ? 'trailers' : 'bytes';
    } else if (part === 'bytes-end') {
      if (text !== '') throw malformedChunk(text);
      part = 'size';
    } else if (text === '') {
      part = 'done';
    } else {
      trailerBytes += text.length;
      if (trailerBytes > mostTrailerBytes) throw malformedChunk('trailers longer than 16 KiB');
    }
  };

  return {
    push(piece) {
      let at = 0;
      for (;;) {
        if (at >= piece.length || part === 'done') return part === 'done';
        if (part === 'bytes') {
          at = takeBytes(piece, at);
        } else {
          const whole = takeLine(piece, at);
          if (whole === undefined) return false;
          onLine(whole.text);
          at = whole.next;
        }
      }
    },
  };
}

function sizeOf(text: string): number {
  const digits = /^([\da-f]{1,8})[\t ]*(?:;.*)?$/iu.exec(text)?.[1];
  if (digits === undefined) throw malformedChunk(text);
  return Number.parseInt(digits, 16);
}

function malformedChunk(line: string): ProbeFault {
  return new ProbeFault('MALFORMED_CHUNK', `not a chunk: ${JSON.stringify(cutShort(line, 80))}`);
}
