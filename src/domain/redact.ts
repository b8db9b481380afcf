import { createFindSecrets, mergeSpans } from './find-secrets.ts';
import type { FindSecrets, Findings } from './find-secrets.ts';
import { repetitionsOf } from './repeated-secrets.ts';
import type { Span } from './secret-shapes.ts';
import { shortestSecret, spellingsOf } from './secret-spellings.ts';

/** Takes secrets out of text, in time linear in the text. */
export interface Redactor {
  readonly redact: (text: string) => string;
  /** For one text that comes in pieces. */
  stream(): RedactionStream;
}

export interface RedactionStream {
  /** What is settled so far. Holds back what may be the beginning of a secret: 16 KiB or the longest secret at most. */
  push(piece: string): string;
  /** The rest. */
  end(): string;
}

const mark = '[redacted]';
const mostHeld = 16_384;

/**
 * Finds each secret also in base64, hex, URL-encoded and escaped, what a cut (`...`) has left of one, and well-known kinds
 * of tokens that nobody configured; these, in a text that is whole, also where they stand without what gave them away.
 * Characters that are removed later have to be removed before: see `cleanText`.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const find = createFindSecrets(spellingsOf(secrets));
  return {
    redact: (text) => {
      const { spans } = find(text, 0);
      return replaceSpans(text, mergeSpans([...spans, ...repetitionsOf(text, spans)]));
    },
    stream: () => createStream(find),
  };
}

/** Names of the secrets that are too short (under 6 characters) to be taken out of text: worth a warning at start. */
export function namesTooShortToRedact(secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(secrets).filter((name) => {
    const { length } = (secrets[name] ?? '').trim();
    return length > 0 && length < shortestSecret;
  });
}

function createStream(find: FindSecrets): RedactionStream {
  let held = '';
  let keyLeft = 0;
  let isInsideSecret = false;

  function release(text: string, found: Findings, upTo: number): string {
    held = text.slice(upTo);
    keyLeft = Math.max(0, found.keyLeft + found.settled - upTo);
    return replaceSpans(text.slice(0, upTo), found.spans);
  }

  return {
    push(piece) {
      const text = held + (isInsideSecret ? withoutRest(piece) : piece);
      isInsideSecret &&= text === '';
      const found = find(text, keyLeft);
      if (text.length - found.settled <= Math.max(mostHeld, found.pending)) return release(text, found, found.settled);
      const unbroken = text.length - found.pending;
      const isCut = found.spans.some(({ start, end }) => start < unbroken && end >= unbroken);
      isInsideSecret = isCut;
      return release(text, found, isCut ? text.length : unbroken);
    },
    end() {
      return release(held, find(held, keyLeft), held.length);
    },
  };
}

/** What is left of a piece after the rest of a token that was too long to be held back as a whole. */
function withoutRest(piece: string): string {
  return piece.replace(/^[\w\-.~+/=%]+/, '');
}

function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let from = 0;
  let redacted = '';
  for (const { start, end } of spans) {
    if (start >= text.length) break;
    // Lines stay lines, also where base64 was broken into some.
    redacted += text.slice(from, start) + text.slice(start, end).replaceAll(/[^\n]+/g, mark);
    from = end;
  }
  return redacted + text.slice(from);
}
