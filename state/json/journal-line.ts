import { crc32 } from 'node:zlib';
import type { Request } from '../state.ts';

/** A line of the journal. Only `accepted` lines hold a response URL, at their very end, so that it can be blanked in place. */
export type Entry =
  | { readonly kind: 'accepted'; readonly at: string; readonly request: Request }
  | { readonly kind: 'finished'; readonly at: string; readonly id: string; readonly outcome: string };

export interface EncodedLine {
  readonly bytes: Buffer;
  /** Where in `bytes` the response URL stands. */
  readonly secret?: Extent | undefined;
}

export interface Extent {
  readonly start: number;
  readonly length: number;
}

const URL_KEY = ',"responseUrl":';

/** `{"crc":"…",…}` with the checksum over what stands between it and the response URL. */
export function encodeLine(entry: Entry): EncodedLine {
  const { responseUrl, ...request } = entry.kind === 'accepted' ? entry.request : {};
  const body = JSON.stringify(entry.kind === 'accepted' ? { ...entry, request } : entry).slice(1, -1);
  const start = `{"crc":"${checksum(body)}",${body}`;
  if (responseUrl === undefined) return { bytes: Buffer.from(`${start}}\n`) };
  const url = JSON.stringify(responseUrl);
  const secret = { start: Buffer.byteLength(start + URL_KEY) + 1, length: Buffer.byteLength(url) - 2 };
  return { bytes: Buffer.from(`${start}${URL_KEY}${url}}\n`), secret };
}

/** Undefined for a line that was torn or damaged. */
export function decodeLine(line: string): Entry | undefined {
  const marker = line.lastIndexOf(URL_KEY);
  const body = line.slice('{"crc":"00000000",'.length, marker === -1 ? -1 : marker);
  if (!line.startsWith(`{"crc":"${checksum(body)}",`)) return undefined;
  try {
    return asEntry(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}

interface Written {
  readonly kind?: string;
  readonly at: string;
  readonly id: string;
  readonly outcome: string;
  readonly request: Request;
  readonly responseUrl?: string;
}

// The checksum shows that `encodeLine` has written all but the URL.
function asEntry(line: Written): Entry | undefined {
  const { kind, at, id, outcome, request, responseUrl } = line;
  if (kind === 'finished') return { kind, at, id, outcome };
  if (kind !== 'accepted') return undefined;
  const isBlank = responseUrl === undefined || !URL.canParse(responseUrl) || responseUrl.startsWith(' ');
  return { kind, at, request: isBlank ? request : { ...request, responseUrl } };
}

/** The lines of a journal's bytes, each with where it starts. */
export function* linesOf(bytes: Buffer): Generator<{ readonly start: number; readonly text: string }> {
  let start = 0;
  for (let end = bytes.indexOf('\n'); end !== -1; end = bytes.indexOf('\n', start)) {
    yield { start, text: bytes.toString('utf8', start, end) };
    start = end + 1;
  }
}
