import {
  longestName,
  mostEntries,
  type ParsedSettings,
  type SettingsEntry,
  type SettingsFault,
} from './settings-file.ts';

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:=|:(?=\s|$))[^\S\n]*(.*)$/u;
const mostLinesQuoted = 200;
const mostFaults = 100;
/** A line of a key in base64 can look like `NAME=`. */
const mostWithoutSeparator = 40;

interface Reading {
  readonly lines: readonly string[];
  /** The next line to look at, from 0. */
  at: number;
  readonly entries: SettingsEntry[];
  readonly faults: SettingsFault[];
}

/**
 * Reads `NAME=value` lines as dotenv, shells and compose do: `export`, three kinds of quotes (also over several lines),
 * comments. `known` are the variables that a `${NAME}` may stand for beside those above it.
 */
export function parseLines(text: string, known: Readonly<Record<string, string | undefined>>): ParsedSettings {
  const reading: Reading = { lines: text.split(/\r\n|\n|\r/u), at: 0, entries: [], faults: [] };
  const above = new Map<string, string>();
  while (reading.at < reading.lines.length && reading.entries.length < mostEntries) {
    const entry = readNext(reading);
    if (entry === undefined) continue;
    const value = entry.isLiteral ? entry.value : filled(entry.value, above, known);
    above.set(entry.name, value);
    reading.entries.push({ name: entry.name, path: entry.name, line: entry.line, value });
  }
  if (reading.at < reading.lines.length) fault(reading, reading.at + 1, 'and all behind it is left out: too many');
  return { kind: 'lines', entries: reading.entries, faults: reading.faults };
}

interface Read {
  readonly name: string;
  readonly line: number;
  readonly value: string;
  /** In single quotes: nothing in it is filled in. */
  readonly isLiteral: boolean;
}

function readNext(reading: Reading): Read | undefined {
  const line = reading.at + 1;
  const text = reading.lines[reading.at] ?? '';
  reading.at += 1;
  if (/^\s*(?:#|$)/u.test(text)) return undefined;
  const [, name = '', rest = ''] = assignment.exec(text) ?? [];
  if (name === '' || !isName(name)) {
    fault(reading, line, 'is not NAME=value');
    return undefined;
  }
  const quote = rest.charAt(0);
  if (quote === '"' || quote === "'" || quote === '`') {
    return { name, line, isLiteral: quote === "'", value: readQuoted(reading, { line, rest: rest.slice(1), quote }) };
  }
  return { name, line, isLiteral: false, value: readPlain(reading, line, rest) };
}

function isName(name: string): boolean {
  return name.length <= longestName && (name.length < mostWithoutSeparator || /[_.-]/u.test(name));
}

interface Quoted {
  readonly line: number;
  /** Behind the opening quote. */
  readonly rest: string;
  readonly quote: '"' | "'" | '`';
}

function readQuoted(reading: Reading, { line, rest, quote }: Quoted): string {
  const parts = [rest];
  let end = closing(rest, quote);
  let next = reading.at;
  while (end < 0 && next < reading.lines.length && parts.length < mostLinesQuoted) {
    const more = reading.lines[next] ?? '';
    parts.push(more);
    end = closing(more, quote);
    next += 1;
  }
  if (end < 0) {
    fault(reading, line, 'has a quote that is not closed');
    return rest.trim();
  }
  reading.at = next;
  const last = parts.pop() ?? '';
  const behind = last.slice(end + 1).trim();
  if (behind !== '' && !behind.startsWith('#')) fault(reading, line, 'has text behind its closing quote');
  const value = [...parts, last.slice(0, end)].join('\n');
  return quote === '"' ? unescaped(value) : value;
}

function closing(text: string, quote: Quoted['quote']): number {
  if (quote !== '"') return text.indexOf(quote);
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replaceAll(/\\([nrt"\\$`])/gu, (_, letter: string) => escapes[letter] ?? letter);
}

function readPlain(reading: Reading, line: number, rest: string): string {
  if (rest.startsWith('-----BEGIN ') && !rest.includes('-----END ')) return readKey(reading, line, rest);
  return rest.startsWith('#') ? '' : rest.replace(/\s#.*$/u, '').trim();
}

function readKey(reading: Reading, line: number, first: string): string {
  const end = reading.lines.findIndex(
    (text, index) => index >= reading.at && index < reading.at + mostLinesQuoted && text.includes('-----END '),
  );
  fault(reading, line, 'begins a key over several lines without quotes: many readers take its first line alone');
  if (end < 0) return first;
  const body = reading.lines.slice(reading.at, end + 1);
  reading.at = end + 1;
  return [first, ...body].join('\n');
}

/** What is not known stays as it is, and is then seen as a placeholder. */
function filled(
  value: string,
  above: ReadonlyMap<string, string>,
  known: Readonly<Record<string, string | undefined>>,
): string {
  if (!value.includes('${')) return value;
  return value.replaceAll(
    /\$\{([A-Za-z_]\w{0,120})(?::?-([^${}]{0,500}))?\}/gu,
    (whole, name: string, other?: string) => {
      const found = above.get(name) ?? (Object.hasOwn(known, name) ? known[name] : undefined);
      return found === undefined || found === '' ? (other ?? whole) : found;
    },
  );
}

function fault({ faults }: Reading, line: number, says: string): void {
  if (faults.length < mostFaults) faults.push({ line, says });
}
