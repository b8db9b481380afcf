import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

import { badWords } from '#chat/read-words.ts';
import { findConfiguration, readText } from '#config/configuration-file.ts';
import { readProcessVariables } from '#config/environment-variables.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import { addSuites, entryOf, type Addition } from '#config/suite-index/add-suites.ts';
import { findFiles } from '#config/suite-index/find-files.ts';
import type { IndexRemark } from '#config/suite-index/indexed-suite.ts';
import { readIndex } from '#config/suite-index/read-index.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Arguments } from '#terminal/read-arguments.ts';
import { oneLine } from '#terminal/one-line.ts';

import { printJson, say } from './cli-session.ts';

const usage = 'import-index <file> [--write]';
const largestIndexBytes = 1_048_576;

interface Imported {
  readonly addition: Addition;
  readonly remarks: readonly IndexRemark[];
  readonly file: string;
}

/** Reads an index of suites in Markdown and prints the suites to add, or writes them into `e2e.yaml`. */
export async function importIndex(given: Arguments): Promise<number> {
  const words = given.words.slice(1);
  const [name, ...more] = words.filter((word) => word !== '--write');
  if (name === undefined || more.length > 0) {
    throw badWords(
      name === undefined ? 'The file is missing' : `"${more[0]?.slice(0, 60)}" is one word too many`,
      usage,
    );
  }
  const imported = await readImport(name, given);
  const isWritten = words.includes('--write') && imported.addition.added.length > 0;
  if (isWritten) await write(imported);
  if (given.json) printJson({ ...imported.addition, remarks: imported.remarks, written: isWritten });
  else show(name, imported, isWritten);
  return 0;
}

async function readImport(name: string, given: Arguments): Promise<Imported> {
  const index = readIndex(await readIndexText(name));
  const file = findConfiguration({ cwd: process.cwd(), variables: readProcessVariables(), file: given.config });
  const { suites, remarks } = await findFiles(index.suites, path.dirname(file));
  const entries = suites.map((suite) => [suite, entryOf(suite)] as const);
  const without = entries.flatMap(([suite, entry]) =>
    entry === undefined
      ? [
          {
            line: suite.line,
            says: `${suite.name} is left out: none of its files is there, or no runner is known for them`,
          },
        ]
      : [],
  );
  const yaml = await readText(file);
  const usable = new Map(
    entries.flatMap(([suite, entry]) => (entry === undefined ? [] : [[suite.name, entry] as const])),
  );
  const addition = addSuites(yaml, usable);
  const all = [...index.remarks, ...remarks, ...without].toSorted((one, other) => one.line - other.line);
  return { addition, remarks: all, file };
}

async function readIndexText(name: string): Promise<string> {
  try {
    const about = await stat(name);
    if (about.isFile() && about.size <= largestIndexBytes) return await readFile(name, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OperatorError({
      code: 'INDEX_UNREADABLE',
      message: `"${name}" cannot be read: ${code}`,
      hint: `Usage: ${usage}`,
    });
  }
  throw new OperatorError({
    code: 'INDEX_UNREADABLE',
    message: `"${name}" is no file of at most 1 MiB`,
    hint: `Usage: ${usage}`,
  });
}

/** What would not be a whole configuration afterwards is not written. */
async function write({ addition, file }: Imported): Promise<void> {
  parseConfiguration(addition.text, file);
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, addition.text, { flag: 'wx', mode: (await stat(file)).mode });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function show(name: string, { addition, remarks, file }: Imported, isWritten: boolean): void {
  const { added, same, differing, snippet } = addition;
  const lines = [
    ...remarks.map(({ line, says }) => `${name}:${line}: ${says}`),
    ...differing.map((each) => `${each.name} is in ${file} already and is left as it is: ${each.says}`),
    ...(same.length === 0 ? [] : [`As in the index already: ${same.join(', ')}`]),
    added.length === 0
      ? 'Nothing to add'
      : `${isWritten ? `Written to ${file}` : `To add to ${file} (--write does it)`}: ${added.join(', ')}`,
  ];
  for (const line of lines) process.stderr.write(`${oneLine(line)}\n`);
  if (!isWritten) say(snippet);
}
