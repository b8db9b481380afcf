import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Selection } from '#domain/run.ts';

import { checkKeyword } from '../keyword.ts';
import type { RunnerAdapter, RunOrder, RunPlan } from '../runner.ts';
import { createErrorTail } from './error-tail.ts';
import {
  exactPatterns,
  literalPattern,
  namesPattern,
  preloadWord,
  reporterWords,
  withNodeWords,
  withoutPatterns,
} from './node-test-command.ts';
import { NodeFactKeeper } from './node-test-facts.ts';
import { readNodeReport } from './node-test-report.ts';

/** `node --test`, Node 20 and later. */
export const nodeTest: RunnerAdapter = { name: 'node-test', checkSelection, plan };

function checkSelection(suite: Suite, { keyword }: Selection): void {
  if (!suite.command.includes('--test')) {
    throw new OperatorError({
      code: 'BAD_COMMAND',
      message: `The command of the suite "${suite.name}" holds no word "--test"`,
      hint: 'Name the node command itself, such as [node, --test, e2e/], not a script that starts it',
    });
  }
  if (keyword === undefined) return;
  checkKeyword(keyword);
  if (!namesPattern(suite.command)) return;
  throw new OperatorError({
    code: 'BAD_SELECTION',
    message: `The suite "${suite.name}" selects its tests by --test-name-pattern, which -k would widen, not narrow`,
    hint: 'Run the suite without -k, or take --test-name-pattern out of its command',
  });
}

async function plan(order: RunOrder): Promise<RunPlan> {
  checkSelection(order.suite, order.selection);
  const events = path.join(order.folder, 'events.ndjson');
  await rm(events, { force: true });
  const live = new NodeFactKeeper(order.redact);
  const errors = createErrorTail();
  return {
    command: await commandFor(order, events),
    variables: {},
    events,
    reader: {
      line: (text, from) => {
        if (from === 'events') live.add(text);
        errors.add(text, from);
      },
      progress: () => {
        const { expected, latestTest, tests } = live.facts;
        return { expected: expected && Math.max(expected, tests.length), latestTest, tests: [...tests] };
      },
    },
    readReport: (exit) => readNodeReport({ order, events, exit, errors: errors.lines }),
  };
}

async function commandFor({ suite, selection, folder }: RunOrder, events: string): Promise<readonly string[]> {
  const reporters = reporterWords(suite.command, events);
  const keyword = selection.keyword === undefined ? [] : [literalPattern(selection.keyword)];
  if (selection.tests === undefined) return withNodeWords(suite.command, [...reporters, ...keyword]);
  const files = path.join(folder, 'files.json');
  await writeFile(files, JSON.stringify([...new Set(selection.tests.map(fileOf))]));
  const words = [...reporters, preloadWord(files), ...exactPatterns(selection.tests)];
  return withNodeWords(withoutPatterns(suite.command), words);
}

function fileOf(id: string): string {
  return id.split(' > ', 1)[0] ?? id;
}
