import type { Span } from './secret-shapes.ts';

/** Shorter ones may be words, which stand in a text for themselves. */
const shortest = 16;
/** Longer ones have a beginning that is known by itself, and would take long to be sought. */
const longest = 512;
const mostSought = 32;

/**
 * Where else in the text that stands which was found once by its looks: a test that fails shows the header with the
 * token, and above it the variable that held it. At most 32 different ones are sought.
 */
export function repetitionsOf(text: string, found: readonly Span[]): readonly Span[] {
  const telling = found.filter(({ start, end }) => end - start >= shortest && end - start <= longest);
  const values = [...new Set(telling.map(({ start, end }) => text.slice(start, end)))].slice(0, mostSought);
  return values.flatMap((value) => occurrencesOf(value, text));
}

function occurrencesOf(value: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
    spans.push({ start, end: start + value.length });
  }
  return spans;
}
