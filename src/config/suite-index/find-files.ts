import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import type { IndexedSuite, IndexRemark, StatedCount } from './indexed-suite.ts';

/** A suite whose files were looked for. */
export interface FoundSuite extends IndexedSuite {
  /** Those that exist, patterns resolved, relative to the folder. */
  readonly found: readonly string[];
}

export interface FoundSuites {
  readonly suites: readonly FoundSuite[];
  readonly remarks: readonly IndexRemark[];
}

const mostMatches = 500;
const largestFileBytes = 1_048_576;

/** Looks for the files of each suite and counts their tests, to compare with what the index states. Nothing outside the folder is looked at. */
export async function findFiles(suites: readonly IndexedSuite[], folder: string): Promise<FoundSuites> {
  const remarks: IndexRemark[] = [];
  const looked: FoundSuite[] = [];
  for (const suite of suites) {
    const found = new Map<string, readonly string[]>();
    for (const file of suite.files) found.set(file, await matchesOf(file, folder));
    for (const [file, matches] of found) {
      if (matches.length === 0) remarks.push({ line: suite.line, says: `"${file}" of ${suite.name} is not there` });
    }
    for (const count of suite.stated) remarks.push(...(await countRemarks(count, { suite, found, folder })));
    looked.push({ ...suite, found: [...new Set([...found.values()].flat())] });
  }
  return { suites: looked, remarks };
}

async function matchesOf(file: string, folder: string): Promise<readonly string[]> {
  const isInside = !path.isAbsolute(file) && !file.split('/').includes('..');
  if (!isInside) return [];
  if (!/[*[\]]/u.test(file)) return (await isThere(path.join(folder, file))) ? [file] : [];
  const matches: string[] = [];
  for await (const match of glob(file, { cwd: folder })) {
    matches.push(match);
    if (matches.length >= mostMatches) break;
  }
  return matches.toSorted();
}

interface Looked {
  readonly suite: IndexedSuite;
  /** As written → what is there. */
  readonly found: ReadonlyMap<string, readonly string[]>;
  readonly folder: string;
}

/** Counted in the text: a parametrised test counts once, so fewer than stated can be right, and it is said how it was counted. */
async function countRemarks(
  { files, tests, line }: StatedCount,
  { suite, found, folder }: Looked,
): Promise<readonly IndexRemark[]> {
  const named = files.length === 0 ? suite.files : files;
  const there = [...new Set(named.flatMap((file) => found.get(file) ?? []))];
  const counts = await Promise.all(there.map((file) => testsInFile(path.join(folder, file))));
  if (there.length === 0 || counts.includes(undefined)) return [];
  const listed = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (listed === tests) return [];
  const of = there.length === 1 ? `${there[0]} defines` : `${there.length} files define`;
  return [
    { line, says: `${suite.name}: ${tests} tests are stated, and ${of} ${listed} (a parametrised test counted once)` },
  ];
}

async function testsInFile(file: string): Promise<number | undefined> {
  const about = await stat(file).catch(() => undefined);
  if (about === undefined || !about.isFile() || about.size > largestFileBytes) return undefined;
  const text = await readFile(file, 'utf8');
  const form = file.endsWith('.py')
    ? /^[ \t]*(?:async[ \t]+)?def[ \t]+test\w*/gmu
    : /^[ \t]*(?:await[ \t]+)?(?:test|it)(?:\.only)?\(/gmu;
  return [...text.matchAll(form)].length;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
