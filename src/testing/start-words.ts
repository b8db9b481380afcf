import { readFileSync } from 'node:fs';

interface StartWords {
  readonly variables: Readonly<Record<string, string>>;
  /** For Node, before the program. */
  readonly flags: readonly string[];
}

const bot = 'src/main.ts';

/** What `npm start` gives Node beside the program, so that what is tested and measured is what is started. */
export function startWords(program: string): StartWords {
  if (program !== bot) return { variables: {}, flags: [] };
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync('package.json', 'utf8'));
  const words = scripts.start.split(' ');
  const at = words.indexOf('node');
  if (at === -1 || words.at(-1) !== bot)
    throw new Error(`"npm start" does not end in "node … ${bot}": ${scripts.start}`);
  return {
    variables: Object.fromEntries(words.slice(0, at).map((word) => word.split('=', 2))),
    flags: words.slice(at + 1, -1),
  };
}
