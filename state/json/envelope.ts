import { createHash } from 'node:crypto';

/** What a file holds, and how to see that it does. */
export interface Shape<T> {
  readonly kind: string;
  readonly fits: (content: unknown) => content is T;
}

export type Opened<T> =
  | { readonly good: true; readonly content: T }
  | { readonly good: false; readonly newer: boolean };

const SCHEMA = 1;
const SEAL_BYTES = seal('').length;
const damaged = { good: false, newer: false } as const;
const newer = { good: false, newer: true } as const;

/**
 * The text of a sealed file, in pieces, so that a long list is never one string:
 * `{"kind":…,"schema":1,"content":…,"sha256":…}`, the checksum over the bytes of `content`.
 */
export function* sealed(kind: string, content: unknown): Generator<string> {
  const hash = createHash('sha256');
  yield opening(kind);
  for (const piece of pieces(content)) {
    hash.update(piece);
    yield piece;
  }
  yield seal(hash.digest('hex'));
}

/** The content of a sealed file, or why it cannot be trusted. */
export function unseal<T>(bytes: Buffer, shape: Shape<T>): Opened<T> {
  const start = Buffer.byteLength(opening(shape.kind));
  const end = bytes.length - SEAL_BYTES - 64;
  if (end < start || bytes.toString('utf8', 0, start) !== opening(shape.kind)) return unknownSchema(bytes);
  const body = bytes.subarray(start, end);
  const expected = seal(createHash('sha256').update(body).digest('hex'));
  if (bytes.toString('utf8', end) !== expected) return unknownSchema(bytes);
  const content: unknown = JSON.parse(body.toString('utf8'));
  return shape.fits(content) ? { good: true, content } : damaged;
}

function opening(kind: string): string {
  return `{"kind":${JSON.stringify(kind)},"schema":${SCHEMA},"content":`;
}

function seal(sha256: string): string {
  return `,"sha256":"${sha256}"}\n`;
}

function* pieces(content: unknown): Generator<string> {
  if (!Array.isArray(content)) {
    yield JSON.stringify(content);
    return;
  }
  let separator = '[';
  for (const element of content) {
    yield separator + JSON.stringify(element);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

// A newer version may lay its files out in another way: only the number is asked for.
function unknownSchema(bytes: Buffer): Opened<never> {
  try {
    const file: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof file !== 'object' || file === null || !('schema' in file)) return damaged;
    return typeof file.schema === 'number' && file.schema > SCHEMA ? newer : damaged;
  } catch {
    return damaged;
  }
}
