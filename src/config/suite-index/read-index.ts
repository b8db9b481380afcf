import type { IndexedSuite, IndexRemark, StatedCount, SuiteIndex } from './indexed-suite.ts';
import { filesIn, moneyIn, nameFrom, nameFromFile, testsIn, tierIn } from './index-words.ts';
import { columnsOf, isRule, rowCells, type Columns } from './index-table.ts';

/** A suite while it is read. */
type Draft = { -readonly [K in keyof Omit<IndexedSuite, 'files' | 'name' | 'stated'>]: IndexedSuite[K] } & {
  name?: string | undefined;
  files: string[];
  stated: StatedCount[];
  /** How deep the heading is that it began with; 0 for a line of its own. */
  level: number;
};

interface Reading {
  readonly drafts: Draft[];
  readonly remarks: IndexRemark[];
  group?: Draft | undefined;
  columns?: Columns | undefined;
  isCode: boolean;
}

const mostLines = 20_000;
/** A sentence is shorter. What looks for words in a line takes time with the square of its length. */
const longestLine = 1_000;
/** What a line must hold to be worth a remark when it was not understood. */
const hint = /[$€£]\s?\d|\d\+?\s+(?:\w+\s+)?tests?\b|\b(?:priority|tier)\s*\d/iu;

/** Reads an index of suites in Markdown: headings that name a tier with lists below them, lists, or tables. */
export function readIndex(text: string): SuiteIndex {
  const reading: Reading = { drafts: [], remarks: [], isCode: false };
  const lines = text.split(/\r?\n/u);
  for (const [index, content] of lines.slice(0, mostLines).entries()) readLine(content, index + 1, reading);
  if (lines.length > mostLines) remark(reading, mostLines, `Only the first ${mostLines} lines are read`);
  return { suites: finish(reading), remarks: reading.remarks.toSorted((one, other) => one.line - other.line) };
}

function readLine(content: string, line: number, reading: Reading): void {
  if (content.length > longestLine) {
    return remark(reading, line, `Not read: the line has ${content.length} characters, more than ${longestLine}`);
  }
  if (/^\s*(?:```|~~~)/u.test(content)) reading.isCode = !reading.isCode;
  if (content.trim() === '') delete reading.columns;
  if (reading.isCode || content.trim() === '' || isRule(content)) return;
  const heading = /^(#{1,6})\s+(.*)$/u.exec(content);
  if (heading !== null) return readHeading(heading[2] ?? '', { level: heading[1]?.length ?? 1, line }, reading);
  if (/^\s*\|/u.test(content)) return readRow(rowCells(content), line, reading);
  delete reading.columns;
  if (readItem(content, line, reading)) return;
  if (filesIn(content).length > 0 || hint.test(content) || /^\s*[-*+]\s/u.test(content)) {
    remark(reading, line, `Not understood: "${content.trim().slice(0, 120)}"`);
  }
}

function readHeading(
  title: string,
  { level, line }: { readonly level: number; readonly line: number },
  reading: Reading,
): void {
  delete reading.columns;
  const priority = tierIn(title);
  if (priority === undefined) {
    // A deeper heading belongs to the tier above it.
    if (reading.group !== undefined && level <= reading.group.level) delete reading.group;
    return;
  }
  const draft: Draft = {
    priority,
    line,
    level,
    files: [...filesIn(title)],
    name: nameFrom(title),
    stated: stated(testsIn(title), line),
    impact: moneyIn(title),
  };
  reading.drafts.push(draft);
  reading.group = draft;
}

/** A table whose head is understood gives a suite a row; its rows may name their tier, or stand below a heading that does. */
function readRow(cells: readonly string[], line: number, reading: Reading): void {
  if (isRule(cells.join(''))) return;
  if (reading.columns === undefined) {
    const columns = columnsOf(cells);
    if (columns === undefined)
      remark(
        reading,
        line,
        `Not understood: a table without a column for files ("${cells.join(' | ').slice(0, 100)}")`,
      );
    reading.columns = columns ?? 'unknown';
    return;
  }
  if (reading.columns === 'unknown') return remark(reading, line, `Not read: "${cells.join(' | ').slice(0, 100)}"`);
  const cell = (name: keyof Exclude<Columns, 'unknown'>): string => {
    const at = reading.columns === 'unknown' ? undefined : reading.columns?.[name];
    return at === undefined ? '' : (cells[at] ?? '');
  };
  const priority = tierIn(cell('priority')) ?? tierIn(`p${cell('priority').trim()}`) ?? reading.group?.priority;
  const files = filesIn(cell('file'));
  if (priority === undefined || files.length === 0) {
    return remark(
      reading,
      line,
      `Not understood: ${priority === undefined ? 'no tier' : 'no file'} in "${cells.join(' | ').slice(0, 100)}"`,
    );
  }
  const impact = cell('impact').replaceAll(/[`*]/gu, '').trim();
  reading.drafts.push({
    priority,
    line,
    level: 0,
    files: [...files],
    name: nameFrom(cell('name')),
    stated: stated(testsIn(`${cell('tests')} tests`), line),
    impact: impact === '' ? undefined : impact,
    owner: ownerIn(cell('owner')),
  });
}

/** `- Files: …`, `- Business Impact: …`, `- Owner: …`, a bare path below a heading, or a line that names tier and file itself. */
function readItem(content: string, line: number, reading: Reading): boolean {
  const item = content.replace(/^\s*(?:[-*+]|\d+[.)])\s+/u, '').trim();
  const { group } = reading;
  const files = filesIn(item);
  const own = tierIn(item.split(/[`/]/u, 1)[0] ?? '');
  if (own !== undefined && files.length > 0) {
    reading.drafts.push({
      priority: own,
      line,
      level: 0,
      files: [...files],
      name: nameFrom(item.split('`', 1)[0]?.replace(/[\w./*-]+\/[\w./*-]+.*$/u, '') ?? ''),
      stated: stated(testsIn(item), line),
      impact: moneyIn(item),
    });
    return true;
  }
  if (group === undefined) return false;
  const [, key = '', value = ''] = /^\**([A-Za-z ]{3,30}?)\**\s*:\**\s*(.*)$/u.exec(item) ?? [];
  if (files.length > 0) {
    group.files.push(...files.filter((file) => !group.files.includes(file)));
    group.stated.push(...stated(testsIn(item), line, files));
    return true;
  }
  return readFact(key.toLowerCase().trim(), value.trim(), { group, item, line });
}

function readFact(
  key: string,
  value: string,
  { group, item, line }: { readonly group: Draft; readonly item: string; readonly line: number },
): boolean {
  if (/^files?$|^paths?$/u.test(key) && value === '') return true;
  if (/impact|at risk|value/u.test(key) && value !== '') {
    group.impact = group.impact === undefined || group.impact === value ? value : `${group.impact}: ${value}`;
    return true;
  }
  if (key === 'owner' || key === 'team') return (group.owner = ownerIn(value)) !== undefined;
  const tests = testsIn(key === 'tests' || key === 'count' ? `${value} tests` : item);
  if (tests === undefined) return false;
  group.stated.push(...stated(tests, line));
  return true;
}

function stated(tests: number | undefined, line: number, files: readonly string[] = []): StatedCount[] {
  return tests === undefined ? [] : [{ tests, line, files }];
}

function ownerIn(text: string): string | undefined {
  const owner = text.replaceAll(/[`*]/gu, '').trim();
  return owner === '' || owner === '-' ? undefined : owner.slice(0, 80);
}

/** Those with files, each with a name of its own. */
function finish({ drafts, remarks }: Reading): readonly IndexedSuite[] {
  const used = new Set<string>();
  return drafts.flatMap(({ name, files, line, priority, stated: counts, impact, owner }) => {
    if (files.length === 0) {
      remarks.push({ line, says: `Tier ${priority} ("${name ?? 'no name'}") names no file` });
      return [];
    }
    const wanted = name ?? nameFromFile(files[0] ?? '');
    const free = used.has(wanted) ? `${wanted}-${nameFromFile(files[0] ?? '')}`.slice(0, 60) : wanted;
    const unique = used.has(free) ? `${free.slice(0, 55)}-${line}` : free;
    used.add(unique);
    return [{ name: unique, priority, files, stated: counts, impact, owner, line }];
  });
}

function remark({ remarks }: Reading, line: number, says: string): void {
  remarks.push({ line, says });
}
