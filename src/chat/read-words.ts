import { OperatorError } from '#domain/operator-error.ts';

export interface WordShape {
  /** Shown in the hint. */
  readonly usage: string;
  /** How many plain words there may be at most. */
  readonly plain: number;
  /** Names that take the next word as their value: `on`, `-k`. */
  readonly valued?: readonly string[] | undefined;
}

export interface WordsRead {
  readonly plain: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

/** Sorts the words of a command into plain ones and values. Throws `BAD_WORDS` for everything that the shape does not have. */
export function readWords(words: readonly string[], shape: WordShape): WordsRead {
  const plain: string[] = [];
  const values = new Map<string, string>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const name = valuedName(word, shape);
    if (name === undefined) {
      if (word.startsWith('-')) throw badWords(`"${word.slice(0, 60)}" is not an option here`, shape.usage);
      plain.push(word);
      continue;
    }
    const attached = word.slice(name.length).replace(/^=/u, '');
    const value = attached === '' ? words[(index += 1)] : attached;
    if (value === undefined || value === '') throw badWords(`"${name}" needs a value after it`, shape.usage);
    if (values.has(name)) throw badWords(`"${name}" is given twice`, shape.usage);
    values.set(name, value);
  }
  if (plain.length > shape.plain)
    throw badWords(`"${plain[shape.plain]?.slice(0, 60)}" is one word too many`, shape.usage);
  return { plain, values };
}

export function badWords(message: string, usage: string): OperatorError {
  return new OperatorError({ code: 'BAD_WORDS', message, hint: `Usage: ${usage}` });
}

/** The value's name when the word is one: `on`, `-k`, `-kword`, `-k=word`. Only options may have their value attached. */
function valuedName(word: string, shape: WordShape): string | undefined {
  return shape.valued?.find((name) => word === name || (/^-\w$/u.test(name) && word.startsWith(name)));
}
