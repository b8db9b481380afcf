import { isMap, isNode, parseDocument, type Document } from 'yaml';

import type { FoundSuite } from './find-files.ts';

/** A suite as `e2e.yaml` has it. */
export interface SuiteEntry {
  readonly priority: number;
  readonly runner: 'pytest' | 'node-test';
  readonly command: readonly string[];
  readonly owner?: string | undefined;
  readonly impact?: string | undefined;
}

export interface Addition {
  /** The file with the new suites; as it was where there are none. */
  readonly text: string;
  /** The new suites alone, as YAML to add. */
  readonly snippet: string;
  readonly added: readonly string[];
  /** Suites that are there under this name: left as they are. */
  readonly differing: readonly { readonly name: string; readonly says: string }[];
  readonly same: readonly string[];
}

/** The entry of a suite whose files exist; undefined where none does, or where no runner is known for them. */
export function entryOf({ found, priority, owner, impact }: FoundSuite): SuiteEntry | undefined {
  const isScript = found.length > 0 && found.every((file) => /\.[cm]?[jt]s$/u.test(file));
  const isPython = found.length > 0 && found.every((file) => file.endsWith('.py') || !/\.\w+$/u.test(file));
  if (!isScript && !isPython) return undefined;
  const start = isScript ? ['node', '--test', ...found] : ['pytest', ...found, '-v', '--tb=short'];
  return {
    priority,
    runner: isScript ? 'node-test' : 'pytest',
    command: start,
    ...(owner === undefined ? {} : { owner }),
    ...(impact === undefined ? {} : { impact }),
  };
}

/** Adds suites to the text of an `e2e.yaml`; comments stay, and no suite that is there is touched. */
export function addSuites(yaml: string, entries: ReadonlyMap<string, SuiteEntry>): Addition {
  const document = parseDocument(yaml);
  const present = document.get('suites');
  const known: unknown = isMap(present) ? present.toJS(document) : {};
  const isKnown = (name: string): boolean => typeof known === 'object' && known !== null && Object.hasOwn(known, name);
  const fresh = [...entries].filter(([name]) => !isKnown(name));
  const clashes = [...entries]
    .filter(([name]) => isKnown(name))
    .map(([name, entry]) => ({ name, says: differences(entry, known, name) }));
  return {
    text: fresh.length === 0 ? yaml : (spliced(yaml, fresh) ?? withSuites(document, fresh)),
    snippet: fresh.length === 0 ? '' : toText(fresh),
    added: fresh.map(([name]) => name),
    differing: clashes.filter(({ says }) => says !== ''),
    same: clashes.filter(({ says }) => says === '').map(({ name }) => name),
  };
}

/** Behind the last suite, with every other line as it was; undefined where the suites are written in another form than a block. */
function spliced(yaml: string, fresh: readonly (readonly [string, SuiteEntry])[]): string | undefined {
  const suites = parseDocument(yaml).get('suites');
  const last = isMap(suites) && suites.flow !== true ? suites.items.at(-1) : undefined;
  const [start, , end] = (isNode(last?.value) ? last.value.range : undefined) ?? [];
  const key = isNode(last?.key) ? last.key.range?.[0] : undefined;
  if (start === undefined || end === undefined || key === undefined) return undefined;
  const indent = key - (yaml.lastIndexOf('\n', key) + 1);
  const [head, ...lines] = toText(fresh).trimEnd().split('\n');
  if (head === undefined) return undefined;
  const block = lines.map((line) => `${' '.repeat(indent)}${line.slice(2)}`).join('\n');
  const before = yaml.slice(0, end);
  const text = `${before}${before.endsWith('\n') ? '' : '\n'}${block}\n${yaml.slice(end)}`;
  const wanted = JSON.stringify(parseDocument(withSuites(parseDocument(yaml), fresh)).toJS());
  return JSON.stringify(parseDocument(text).toJS()) === wanted ? text : undefined;
}

function withSuites(document: Document, fresh: readonly (readonly [string, SuiteEntry])[]): string {
  if (!isMap(document.get('suites'))) document.set('suites', document.createNode({}));
  for (const [name, entry] of fresh) document.setIn(['suites', name], nodeOf(document, entry));
  return document.toString({ lineWidth: 0 });
}

function toText(fresh: readonly (readonly [string, SuiteEntry])[]): string {
  return withSuites(parseDocument(''), fresh);
}

/** argv on one line, as people write it. */
function nodeOf(document: Document, entry: SuiteEntry): unknown {
  const node = document.createNode(entry);
  const command = isMap(node) ? node.get('command') : undefined;
  if (typeof command === 'object' && command !== null) Object.assign(command, { flow: true });
  return node;
}

/** What the index says otherwise; empty where nothing. */
function differences(entry: SuiteEntry, known: unknown, name: string): string {
  const there: unknown = typeof known === 'object' && known !== null ? Reflect.get(known, name) : undefined;
  const value = (key: string): unknown =>
    typeof there === 'object' && there !== null ? Reflect.get(there, key) : undefined;
  const differing = Object.entries(entry).filter(
    ([key, wanted]) => JSON.stringify(value(key)) !== JSON.stringify(wanted),
  );
  return differing.map(([key, wanted]) => `${key} is ${shown(value(key))}, the index says ${shown(wanted)}`).join('; ');
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value).slice(0, 160);
}
