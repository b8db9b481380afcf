import type { Span } from './secret-shapes.ts';

export const keyBeginning = '-----BEGIN ';
export const keyEnd = '-----END ';

/** A body that goes on for longer (the base64 of a 16,384-bit RSA key has 13 KiB) was only a mention of the first line. */
const longestBody = 32_768;

/** The body of a private key. It may begin before this text and end behind it. */
export interface KeyBody {
  readonly firstLineAt: number;
  readonly start: number;
  /** Where it ends at the latest. */
  readonly limit: number;
  /** Absent: its last line has not been seen. */
  end?: number | undefined;
}

/** The body behind `-----BEGIN `, unless that begins something public. */
export function keyBodyAfter(text: string, beginning: Span): KeyBody | undefined {
  const rest = /[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
  rest.lastIndex = beginning.end;
  if (!rest.test(text)) return undefined;
  return { firstLineAt: beginning.start, start: rest.lastIndex, limit: rest.lastIndex + longestBody };
}

/** Whether the text ends before it is clear what `-----BEGIN ` begins. */
export function isCutFirstLine(text: string, { end }: Span): boolean {
  return /^[A-Z0-9 -]{0,64}$/.test(text.slice(end, end + 65));
}

/** What may be key material in it: the lines stay lines, and a mention of a key swallows no other text. */
export function tokensOf(body: KeyBody, text: string): readonly Span[] {
  const end = Math.min(body.end ?? text.length, body.limit);
  const tokens = text.slice(body.start, end).matchAll(/[\w+/-]{12,}={0,2}|[\w+/-]+={1,2}/g);
  return Array.from(tokens, ({ index, 0: token }) => {
    return { start: body.start + index, end: body.start + index + token.length };
  });
}

/** Where the token begins that the end of the text may have cut; the end of the text when there is none. */
export function openTokenAt(body: KeyBody, text: string): number {
  if (body.end !== undefined || body.limit < text.length) return text.length;
  let at = text.length;
  while (at > body.start && /[\w+/=-]/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
