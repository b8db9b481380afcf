import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Pair } from 'yaml';
import type { Complaint, Problem } from './problem.ts';

/** More aliases than any honest file has, and few enough to bound what they expand to. */
const mostAliases = 100;

export interface YamlFile {
  /** Undefined when the notation is so wrong that nothing can be said about the contents. */
  readonly value: unknown;
  /** Mistakes of the notation itself. */
  readonly problems: readonly Problem[];
  /** Where in the text a complaint belongs. */
  locate(complaint: Complaint): Problem;
}

/** Parses YAML 1.2 with places. Throws what the parser throws on input that is built to break it. */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' });
  const mistakes = [...notationMistakes(text, document), ...refusedKeys(document), ...looseAliases(document)];
  const problems = mistakes.map(({ complaint, offset }) => toProblem(complaint, offset, lines));
  const locate = (complaint: Complaint): Problem => toProblem(complaint, offsetOf(document, complaint), lines);
  if (mistakes.some((mistake) => mistake.isFatal)) return { value: undefined, problems, locate };
  keepWordsAsWritten(document);
  return { value: document.toJS({ maxAliasCount: mostAliases }), problems, locate };
}

interface Mistake {
  readonly complaint: Complaint;
  readonly offset: number;
  readonly isFatal: boolean;
}

function notationMistakes(text: string, document: Document): Mistake[] {
  const errors = [...document.errors, ...document.warnings];
  const first = errors.findIndex((error) => error.code === 'UNEXPECTED_TOKEN');
  // What comes after the first unexpected token is said about every token until the end of the file.
  return (first < 0 ? errors : errors.slice(0, first + 1)).map((error) => {
    const [offset] = error.pos;
    const isPlaceholder = error.code === 'UNEXPECTED_TOKEN' && text[offset - 1] === '$' && text[offset] === '{';
    const remedy = isPlaceholder ? 'put a text with "${…}" in quotes' : remedyFor(error.code);
    return {
      complaint: { path: [], message: firstLine(error.message), remedy },
      offset,
      isFatal: error.code !== 'DUPLICATE_KEY',
    };
  });
}

const refusedKey: Complaint = {
  path: [],
  message: 'the key "__proto__" cannot be used',
  remedy: 'choose another name',
};

function refusedKeys(document: Document): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Pair(_key, { key }) {
      const isRefused = isScalar(key) && key.value === '__proto__';
      if (isRefused) mistakes.push({ complaint: refusedKey, offset: rangeStart(key) ?? 0, isFatal: false });
    },
  });
  return mistakes;
}

function looseAliases(document: Document): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const message = `nothing is marked "&${alias.source.slice(0, 60)}" before this`;
      const complaint = { path: [], message, remedy: 'put a text that starts with "*" in quotes' };
      mistakes.push({ complaint, offset: rangeStart(alias) ?? 0, isFatal: true });
    },
  });
  return mistakes;
}

/** In argv and in the variables of a suite `1.10` means these four characters, not the number 1.1. */
function keepWordsAsWritten(document: Document): void {
  visit(document, {
    Scalar(_key, scalar, ancestors) {
      const isPlain = typeof scalar.value === 'number' || typeof scalar.value === 'boolean';
      if (!isPlain || scalar.source === undefined || _key === 'key') return;
      const keys = ancestors.filter((node): node is Pair => 'key' in node).map((pair) => String(pair.key));
      const isWord = keys.at(-1) === 'command' || (keys[0] === 'suites' && keys[2] === 'environment');
      if (isWord) scalar.value = scalar.source;
    },
  });
}

/** The deepest place on the path that exists in the text. */
function offsetOf(document: Document, { path, atKey = false }: Complaint): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) node = node.items[Number(part)];
    else if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => keyText(item) === String(part));
      if (pair === undefined) break;
      offset = rangeStart(pair.key) ?? offset;
      if (depth === path.length - 1 && atKey) break;
      node = pair.value;
    } else break;
    // The value of `name:` with nothing after it, and a block map on the next line, are best shown at their key.
    if (depth === path.length - 1 && (isScalar(node) ? node.source !== '' : isSeq(node) || isAlias(node))) {
      offset = rangeStart(node) ?? offset;
    } else if (depth < path.length - 1 && !isMap(node)) offset = rangeStart(node) ?? offset;
  }
  return offset;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) && typeof node.range[0] === 'number' ? node.range[0] : undefined;
}

function toProblem({ path, message, remedy }: Complaint, offset: number, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(offset);
  const at = path.map(String).join('.').slice(0, 200);
  return { line: Math.max(1, line), column: Math.max(1, col), at, message, remedy };
}

function firstLine(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return `${line.charAt(0).toLowerCase()}${line.slice(1, 200)}`;
}

function remedyFor(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'keep one of the two';
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'MULTIPLE_DOCS':
      return 'keep one document: remove the line "---" and what follows it';
    case 'BAD_INDENT':
      return 'close every { and [, quote a text that has "#" or "${…}" in it, and line up keys that belong together';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'line it up with the keys beside it';
    default:
      return 'put a text with special characters in quotes, and check the indentation here';
  }
}
