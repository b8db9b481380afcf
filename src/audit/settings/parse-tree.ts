import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Document } from 'yaml';

import {
  longestName,
  mostEntries,
  type ParsedSettings,
  type SettingsEntry,
  type SettingsFault,
} from './settings-file.ts';

const deepest = 20;
const mostFaults = 100;
const variableName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z][A-Z0-9]{2,}$/u;

interface Walk {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly entries: SettingsEntry[];
  readonly faults: SettingsFault[];
  /** A `Secret` of Kubernetes has its values in base64. */
  readonly isEncoded: boolean;
  steps: number;
}

/** Reads YAML and JSON, several documents in one file too: every value with its line, and what is named twice. */
export function parseTree(text: string): ParsedSettings {
  const lines = new LineCounter();
  const entries: SettingsEntry[] = [];
  const faults: SettingsFault[] = [];
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const { pos, code } of document.errors.slice(0, mostFaults)) {
      faults.push({ line: lines.linePos(pos[0]).line, says: `cannot be read (${code})` });
    }
    const kind: unknown = isMap(document.contents) ? document.contents.get('kind') : undefined;
    const isEncoded = kind === 'Secret';
    const walk = { document, lines, entries, faults, isEncoded, steps: 0 };
    collect(document.contents, { path: [], line: 1 }, walk);
  }
  if (entries.length >= mostEntries)
    faults.push({ line: entries.at(-1)?.line ?? 1, says: 'is the last that is read: too many' });
  return { kind: 'tree', entries, faults: faults.slice(0, mostFaults) };
}

interface Spot {
  readonly path: readonly string[];
  readonly line: number;
}

function collect(node: unknown, spot: Spot, walk: Walk): void {
  walk.steps += 1;
  if (spot.path.length > deepest || walk.entries.length >= mostEntries || walk.steps > mostEntries * 5) return;
  if (isAlias(node)) return collect(node.resolve(walk.document), spot, walk);
  if (isMap(node)) {
    if (addNamed(node, spot, walk)) return;
    for (const item of node.items) collectPair(item, spot, walk);
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) collect(item, itemSpot(item, index, { spot, walk }), walk);
  } else if (isScalar(node)) {
    addScalar(node.value, { ...spot, path: spot.path }, walk);
  }
}

function collectPair(item: unknown, { path }: Spot, walk: Walk): void {
  if (!isPair(item) || !isScalar(item.key)) return;
  const key = String(item.key.value).slice(0, longestName);
  const line = lineOf(item.key.range, walk);
  collect(item.value ?? undefined, { path: [...path, key], line }, walk);
  if (item.value === null || (isScalar(item.value) && item.value.value === null)) {
    push({ path: [...path, key], line }, '', walk);
  }
}

function itemSpot(item: unknown, index: number, { spot, walk }: { readonly spot: Spot; readonly walk: Walk }): Spot {
  const range = isScalar(item) || isMap(item) || isSeq(item) ? item.range : undefined;
  return { path: [...spot.path, String(index)], line: range ? lineOf(range, walk) : spot.line };
}

/** `- name: KEY` with `value:` or `valueFrom:`, as containers are given their variables. */
function addNamed(
  node: { get(key: string): unknown; range?: readonly number[] | null | undefined },
  spot: Spot,
  walk: Walk,
): boolean {
  const name = node.get('name');
  if (typeof name !== 'string' || !variableName.test(name)) return false;
  const value = node.get('value');
  const isElsewhere = node.get('valueFrom') !== undefined;
  if (!isElsewhere && (value === undefined || typeof value === 'object')) return false;
  const path = [...spot.path.slice(0, -1), name];
  const line = node.range ? lineOf(node.range, walk) : spot.line;
  walk.entries.push({ name, path: path.join('.'), line, value: isElsewhere ? '' : String(value), isElsewhere });
  return true;
}

function addScalar(value: unknown, spot: Spot, walk: Walk): void {
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (typeof value !== 'string' && !isPlain) return;
  const text = String(value);
  // `- NAME=value`, as compose files list them.
  const [, name = '', rest] = /^([A-Z][A-Z0-9_]{2,119})=(.*)$/su.exec(text) ?? [];
  if (rest !== undefined && spot.path.at(-2) === 'environment') {
    push({ path: [...spot.path.slice(0, -1), name], line: spot.line }, rest, walk);
    return;
  }
  const isHere = walk.isEncoded && spot.path.at(-2) === 'data';
  push(spot, isHere ? Buffer.from(text, 'base64').toString('utf8') : text, walk);
}

function push({ path, line }: Spot, value: string, { entries }: Walk): void {
  const last = path.at(-1) ?? '';
  const whole = path.join('.').slice(0, longestName * 2);
  entries.push({ name: variableName.test(last) ? last : whole, path: whole, line, value });
}

function lineOf(range: readonly number[] | null | undefined, { lines }: Walk): number {
  return range?.[0] === undefined ? 1 : lines.linePos(range[0]).line;
}
