import { readAnswer } from './handshake-answer.ts';
import { createChunkReader } from './http-chunks.ts';
import { framingOf, malformed } from './http-framing.ts';
import type { Framing } from './http-framing.ts';
import type { HttpTrace } from './http-trace.ts';
import { ProbeFault } from './probe-fault.ts';

/** Reads one answer of HTTP/1 into a trace. */
export interface AnswerReader {
  /** True when the answer is complete. Throws a ProbeFault for what is no answer. */
  push(piece: Buffer): boolean;
  /** The peer has ended the connection. Throws a ProbeFault where that leaves the answer incomplete. */
  end(): true;
}

/** Interim answers (1xx) included. */
const mostHeadBytes = 65_536;

type TakeBody = (piece: Buffer) => boolean;

export function createAnswerReader(trace: HttpTrace, method: 'GET' | 'HEAD'): AnswerReader {
  let received: Buffer = Buffer.alloc(0);
  let framing: Framing | undefined;
  let takeBody: TakeBody | undefined;

  const takeHead = (piece: Buffer): boolean => {
    received = received.length === 0 ? piece : Buffer.concat([received, piece]);
    const reading = readAnswer(received);
    if (reading.kind === 'incomplete' && received.length > mostHeadBytes) throw tooLong();
    if (reading.kind === 'incomplete') return false;
    if (reading.kind === 'fault') throw headFault(reading.fault, received);
    trace.head = reading.head;
    framing = framingOf(reading.head, method);
    takeBody = bodyTaker(framing, trace);
    return takeBody(reading.head.rest);
  };

  return {
    push: (piece) => (takeBody === undefined ? takeHead(piece) : takeBody(piece)),
    end() {
      if (framing?.kind === 'until-end') return true;
      throw framing === undefined ? endedBeforeHead(received) : endedInBody(framing, trace);
    },
  };
}

function bodyTaker(framing: Framing, { body }: HttpTrace): TakeBody {
  switch (framing.kind) {
    case 'none':
      return () => true;
    case 'length':
      return (piece) => {
        body.push(piece.subarray(0, framing.bytes - body.bytes));
        return body.bytes >= framing.bytes;
      };
    case 'chunked': {
      const chunks = createChunkReader(body);
      return (piece) => chunks.push(piece);
    }
    case 'until-end':
      return (piece) => {
        body.push(piece);
        return false;
      };
  }
}

/** A status line that is right with a header under it that is not. */
function headFault(
  { code, message }: { readonly code: string; readonly message: string },
  received: Buffer,
): ProbeFault {
  const head = received.toString('latin1', 0, Math.min(received.length, 16_384));
  if (code !== 'NOT_HTTP' || !/^HTTP\/1\.[01] \d{3}/u.test(head)) return new ProbeFault(code, message);
  const odd = head.split('\r\n').find((line, index) => index > 0 && line.indexOf(':') <= 0);
  return malformed(odd ?? head);
}

function tooLong(): ProbeFault {
  return new ProbeFault('HEADERS_TOO_LONG', 'interim answers of more than 64 KiB, and no other');
}

function endedBeforeHead(received: Buffer): ProbeFault {
  if (received.length === 0) return new ProbeFault('CLOSED_WITHOUT_ANSWER', 'closed the connection without an answer');
  return new ProbeFault('ANSWER_CUT', `closed the connection after ${received.length} bytes of the headers`);
}

function endedInBody(framing: Framing, { body }: HttpTrace): ProbeFault {
  const of = framing.kind === 'length' ? ` of ${framing.bytes}` : '';
  return new ProbeFault('BODY_CUT', `closed the connection after ${body.bytes}${of} bytes of the body`);
}
