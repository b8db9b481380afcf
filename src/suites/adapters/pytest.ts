import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Selection } from '#domain/run.ts';

import { checkExpression } from '../keyword.ts';
import type { LiveReader, RunnerAdapter, RunOrder, RunPlan } from '../runner.ts';
import { createErrorTail, type ErrorTail } from './error-tail.ts';
import { isIsolated, keywordOf, namesReport, startsPytest, withPythonPath, withWords } from './pytest-command.ts';
import { pytestEventOf } from './pytest-events.ts';
import { createFactKeeper, noFacts } from './pytest-facts.ts';
import { createOutputReader } from './pytest-output.ts';
import { pytestFiles, readPytestReport, type PytestFiles } from './pytest-report.ts';

const moduleName = 'teneleven_pytest';
const moduleFiles = [
  moduleName,
  'teneleven_contacts',
  'teneleven_diversion',
  'teneleven_exchanges',
  'teneleven_shared',
].map((name) => fileURLToPath(new URL(`./plugins/${name}.py`, import.meta.url)));

export const pytest: RunnerAdapter = { name: 'pytest', checkSelection, plan };

async function plan(order: RunOrder): Promise<RunPlan> {
  const { command } = order.suite;
  checkSelection(order.suite, order.selection);
  const files = pytestFiles(order.folder);
  const isTold = takesModule(order);
  if (isTold) checkFolder(order.folder);
  const words = [...wordsFor(order), ...(isTold ? [] : ['-v', '-o', 'junit_family=xunit1'])];
  await prepare(files, order);
  const facts = noFacts();
  const errors = createErrorTail();
  return {
    command: withWords(isTold ? withPythonPath(command, files.module) : command, words),
    variables: { ...widthFor(order.variables), ...(isTold ? variablesFor(files, order.variables) : {}) },
    events: files.events,
    reader: liveReader(order, facts, errors),
    readReport: (exit) => readPytestReport({ order, files, exit, live: facts, errors: errors.lines }),
  };
}

function checkSelection(suite: Suite, selection: Selection): void {
  if (selection.keyword !== undefined) checkExpression(selection.keyword);
  if (selection.tests !== undefined && isIsolated(suite.command)) {
    throw new OperatorError({
      code: 'BAD_SELECTION',
      message: `The suite "${suite.name}" starts Python with -I or -E, so single tests cannot be selected`,
      hint: 'Take -I and -E out of the command, or run the suite with -k',
    });
  }
}

/** Python reads it as two folders, finds our module in neither, and runs nothing. */
function checkFolder(folder: string): void {
  if (!folder.includes(path.delimiter)) return;
  throw new OperatorError({
    code: 'BAD_DATA_FOLDER',
    message: `The data folder has "${path.delimiter}" in its path (${folder}), where Python ends the name of a folder`,
    hint: 'Name another one: --data FOLDER, or history.data in e2e.yaml',
  });
}

/**
 * A script of the team may set PYTHONPATH anew, and a pytest that cannot import a module it was told to load runs
 * nothing. There our module is used only where nothing else will do, to select single tests.
 */
function takesModule({ suite: { command }, selection }: RunOrder): boolean {
  return !isIsolated(command) && (startsPytest(command) || selection.tests !== undefined);
}

function wordsFor({ suite, selection, folder }: RunOrder): readonly string[] {
  const report = namesReport(suite.command) ? [] : [`--junitxml=${pytestFiles(folder).junit}`];
  const { keyword } = selection;
  if (keyword === undefined) return report;
  const own = keywordOf(suite.command);
  // Attached, so that no expression can be read as an option of its own.
  return [...report, own === undefined ? `-k${keyword}` : `-k(${own}) and (${keyword})`];
}

/** Nothing of an earlier run may be left, and the module is copied so that Python writes nothing beside ours. */
async function prepare(files: PytestFiles, { selection, diversion }: RunOrder): Promise<void> {
  const { module, ...written } = files;
  await Promise.all(Object.values(written).map((file) => rm(file, { force: true })));
  await mkdir(module, { recursive: true });
  await Promise.all(moduleFiles.map((file) => copyFile(file, path.join(module, path.basename(file)))));
  if (selection.tests !== undefined) await writeFile(files.select, JSON.stringify(selection.tests));
  if (diversion !== undefined) await writeFile(files.diversion, JSON.stringify(diversion));
}

/** On 80 columns pytest cuts most reasons and summaries short. */
function widthFor(own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return own['COLUMNS'] === undefined ? { COLUMNS: '120' } : {};
}

/** Named by variables and not by `-p`: where a wrapper drops the environment, pytest runs as if we were not there. */
function variablesFor(files: PytestFiles, own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    TENELEVEN_PYTEST: path.dirname(files.events),
    PYTHONPATH: joined([files.module, own['PYTHONPATH']], path.delimiter),
    PYTEST_PLUGINS: joined([own['PYTEST_PLUGINS'], moduleName], ','),
  };
}

function joined(parts: readonly (string | undefined)[], by: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(by);
}

function liveReader(order: RunOrder, facts: ReturnType<typeof noFacts>, errors: ErrorTail): LiveReader {
  const keep = createFactKeeper(facts, order);
  const readOutput = createOutputReader(order.suite.cwd);
  return {
    line: (text, from) => {
      errors.add(text, from);
      // What is printed is read only as long as our module has not said that it is there.
      const event =
        from === 'events' ? pytestEventOf(text) : facts.session === undefined ? readOutput(text) : undefined;
      if (event !== undefined) keep(event);
    },
    progress: () => ({ expected: facts.expected, latestTest: facts.latestTest, tests: [...facts.tests.values()] }),
  };
}
