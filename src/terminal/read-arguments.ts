import { OperatorError } from '#domain/operator-error.ts';

export interface Arguments {
  /** The command and its words, as after `/e2e`. */
  readonly words: readonly string[];
  readonly json: boolean;
  /** Agrees beforehand to what a terminal would ask. */
  readonly yes: boolean;
  readonly version: boolean;
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}

const help = 'Usage: teneleven <command> [words] [--config <file>] [--data <folder>] [--json] [--yes]';

/** Takes the options of the terminal out of argv; all else are the words of the command. Throws `BAD_WORDS`. */
export function readArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [name = '', attached] = word.startsWith('--') ? splitOnce(word) : [word];
    if (name === '--config' || name === '--data') {
      const value = attached ?? argv[(index += 1)];
      if (value === undefined || value === '' || value.startsWith('--')) {
        throw new OperatorError({ code: 'BAD_WORDS', message: `"${name}" needs a value after it`, hint: help });
      }
      values.set(name, value);
    } else if (name === '--json' || name === '--yes' || name === '--version') flags.add(name);
    else if (name === '--help' || name === '-h') words.unshift('help');
    // The value of -k is the runner's, whatever it looks like.
    else if (word === '-k' && index + 1 < argv.length) words.push(word, argv[(index += 1)] ?? '');
    else words.push(word);
  }
  return {
    words,
    json: flags.has('--json'),
    yes: flags.has('--yes'),
    version: flags.has('--version'),
    config: values.get('--config'),
    data: values.get('--data'),
  };
}

function splitOnce(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
