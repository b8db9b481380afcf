import type { AnswerHead } from './handshake-answer.ts';

const mostBytes = 16_384;
const mostCharacters = 2_000;

/** Collects the body of a refused upgrade. */
export interface RefusalBody {
  /** True when it is complete, or as much as is kept. */
  take(chunk: Buffer): boolean;
  text(): string;
}

export function collectBody({ headers, rest }: AnswerHead): RefusalBody {
  const parts: Buffer[] = [];
  let bytes = 0;
  const isChunked = /\bchunked\s*$/iu.test(headers.get('transfer-encoding') ?? '');
  const length = isChunked ? undefined : readLength(headers.get('content-length'));
  const body: RefusalBody = {
    take(chunk) {
      parts.push(chunk);
      bytes += chunk.length;
      if (bytes >= mostBytes || (length !== undefined && bytes >= length)) return true;
      return isChunked && decodeChunks(Buffer.concat(parts)).isComplete;
    },
    text() {
      const raw = Buffer.concat(parts);
      const plain = isChunked ? decodeChunks(raw).bytes : raw.subarray(0, length ?? raw.length);
      return plain.subarray(0, mostBytes).toString('utf8').slice(0, mostCharacters);
    },
  };
  if (rest.length > 0) body.take(rest);
  return body;
}

/** An answer to an upgrade that has no body, or whose body has arrived with its head. */
export function isBodyComplete(head: AnswerHead, body: RefusalBody): boolean {
  if (head.status === 204 || head.status === 304) return true;
  return body.take(Buffer.alloc(0)) || head.headers.get('content-length') === '0';
}

function readLength(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/u.test(text) ? Number(text) : undefined;
}

interface Decoded {
  readonly bytes: Buffer;
  readonly isComplete: boolean;
}

/** As far as it can be read. */
function decodeChunks(raw: Buffer): Decoded {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = lineEnd < 0 ? undefined : /^[\da-f]{1,8}(?=;|$)/iu.exec(raw.toString('latin1', at, lineEnd).trim());
    if (size === undefined || size === null) return { bytes: Buffer.concat(parts), isComplete: false };
    const bytes = Number.parseInt(size[0], 16);
    if (bytes === 0) return { bytes: Buffer.concat(parts), isComplete: true };
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + bytes));
    at = lineEnd + 2 + bytes + 2;
    if (at > raw.length) return { bytes: Buffer.concat(parts), isComplete: false };
  }
}
