import { OperatorError } from '#domain/operator-error.ts';

const maxTextLength = 3_000;
const maxWords = 200;
const nul = '\u0000';

/**
 * Splits what a person typed into words, as a shell would but without one: quotes group, nothing else is
 * special. Undoes the typographic quotes and dashes that Slack's clients put in. An apostrophe inside a word
 * is a letter; a quote that is never closed is kept as it is. Throws `TEXT_TOO_LONG`, `BAD_TEXT`.
 */
export function toWords(text: string): readonly string[] {
  if (text.length > maxTextLength) {
    throw new OperatorError({
      code: 'TEXT_TOO_LONG',
      message: `The text has ${text.length} characters, more than ${maxTextLength}`,
      hint: 'Shorten it; a long list of tests belongs into a suite of e2e.yaml',
    });
  }
  if (text.includes(nul)) {
    throw new OperatorError({ code: 'BAD_TEXT', message: 'The text contains a NUL character', hint: 'Type it again' });
  }
  const plain = text.replaceAll(/[“”„‟«»]/gu, '"').replaceAll(/[‘’‚‛]/gu, "'");
  const words = [...plain.matchAll(/"([^"]*)"(?=\s|$)|'([^']*)'(?=\s|$)|(\S+)/gu)].map(toWord);
  if (words.length <= maxWords) return words;
  throw new OperatorError({
    code: 'TEXT_TOO_LONG',
    message: `The text has ${words.length} words, more than ${maxWords}`,
    hint: 'Put an expression with many words into quotes, or shorten it',
  });
}

function toWord(match: RegExpMatchArray): string {
  const [, double, single, bare = ''] = match;
  return double ?? single ?? undoDash(bare);
}

/** `–k` and `—k` were `-k`, `—json` was `--json`. */
function undoDash(word: string): string {
  if (/^[–—].$/u.test(word)) return `-${word.slice(1)}`;
  return word.replace(/^—/u, '--').replace(/^–/u, '-');
}
