import { nearest } from '#domain/nearest.ts';
import { OperatorError } from '#domain/operator-error.ts';
import { factors, type Factor } from '#domain/pair.ts';

/** What people type; the names of the factors themselves are understood as well. */
const words: Readonly<Record<string, readonly Factor[]>> = {
  all: factors,
  auth: ['token', 'auth-form'],
  token: ['token'],
  http: ['http-version'],
  ip: ['address-family'],
  route: ['route'],
  proxy: ['proxy-variables'],
  path: ['depth'],
  depth: ['depth'],
  connections: ['connections'],
};

/** `auth, http, ip, …`: for usage lines and hints. */
export const factorWords: readonly string[] = Object.keys(words);

/** The factors that the words after `vary` mean, each once. Throws `UNKNOWN_FACTOR`. */
export function readFactors(typed: readonly string[]): readonly Factor[] {
  const each = typed.flatMap((word) => word.split(',')).filter((word) => word !== '');
  if (each.length === 0) throw unknownFactor('"vary" needs a word after it', '');
  const meant = new Set(each.flatMap((word) => factorsOf(word.toLowerCase())));
  return factors.filter((factor) => meant.has(factor));
}

function factorsOf(word: string): readonly Factor[] {
  const named = factors.filter((factor) => factor === word);
  const found = Object.hasOwn(words, word) ? words[word] : named;
  if (found !== undefined && found.length > 0) return found;
  throw unknownFactor(`"${word.slice(0, 60)}" is nothing that can be varied`, word);
}

function unknownFactor(message: string, word: string): OperatorError {
  const likely = nearest(word, [...factorWords, ...factors]);
  const list = `What can be varied: ${factorWords.join(', ')}`;
  return new OperatorError({
    code: 'UNKNOWN_FACTOR',
    message,
    hint: likely === undefined ? list : `Did you mean "${likely}"? ${list}`,
  });
}
