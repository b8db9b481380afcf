import { cutShort } from './cut-short.ts';
import type { AnswerHead } from './handshake-answer.ts';
import { ProbeFault } from './probe-fault.ts';

/** How the end of a body is known (RFC 9112, 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-end' };

const token = /^[\w!#$%&'*+.^`|~-]+$/u;

/** Throws `MALFORMED_HEADER` where clients would not agree on what was meant. */
export function framingOf({ status, headers }: AnswerHead, method: 'GET' | 'HEAD'): Framing {
  for (const [name, value] of headers) {
    if (!token.test(name) || /[\0\r\n]/u.test(value)) throw malformed(`${name}: ${value}`);
  }
  const length = headers.get('content-length');
  const transfer = headers.get('transfer-encoding');
  if (length !== undefined && !/^\d{1,15}(?:, ?\d{1,15})*$/u.test(length)) throw malformed(`content-length: ${length}`);
  const lengths = new Set(length?.split(', ').map(Number));
  if (lengths.size > 1) throw malformed(`content-length: ${length}`);
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (transfer !== undefined) return { kind: /(?:^|,)\s*chunked\s*$/iu.test(transfer) ? 'chunked' : 'until-end' };
  const [bytes] = lengths;
  return bytes === undefined ? { kind: 'until-end' } : { kind: 'length', bytes };
}

export function malformed(line: string): ProbeFault {
  return new ProbeFault('MALFORMED_HEADER', `malformed header: ${JSON.stringify(cutShort(line, 80))}`);
}
