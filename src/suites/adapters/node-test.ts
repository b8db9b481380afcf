import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Suite } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { Selection } from '#domain/run.ts';

import { checkKeyword } from '../keyword.ts';
import type { RunnerAdapter, RunOrder, RunPlan } from '../runner.ts';
import { createErrorTail } from './error-tail.ts';
import {
  diversionWords,
  exactPatterns,
  literalPattern,
  namesPattern,
  preloadWord,
  recorderWord,
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
  const contacts = path.join(order.folder, 'contacts.ndjson');
  await Promise.all([events, contacts].map((file) => rm(file, { force: true })));
  const live = new NodeFactKeeper(order.redact);
  const errors = createErrorTail();
  return {
    command: await commandFor(order, { events, contacts }),
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
    readReport: (exit) => readNodeReport({ order, events, contacts, exit, errors: errors.lines }),
  };
}

interface NodeFiles {
  readonly events: string;
  readonly contacts: string;
}

async function commandFor(
  { suite, selection, folder, diversion }: RunOrder,
  files: NodeFiles,
): Promise<readonly string[]> {
  const reporters = [...reporterWords(suite.command, files.events), recorderWord(files.contacts)];
  const keyword = selection.keyword === undefined ? [] : [literalPattern(selection.keyword)];
  if (selection.tests === undefined) return withNodeWords(suite.command, [...reporters, ...keyword]);
  const wanted = path.join(folder, 'files.json');
  await writeFile(wanted, JSON.stringify([...new Set(selection.tests.map(fileOf))]));
  const diverted = diversion === undefined ? [] : diversionWords(diversion);
  const words = [...reporters, ...diverted, preloadWord(wanted), ...exactPatterns(selection.tests)];
  return withNodeWords(withoutPatterns(suite.command), words);
}

function fileOf(id: string): string {
  return id.split(' > ', 1)[0] ?? id;
}
