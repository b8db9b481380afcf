/**
 * Records what the suites of the examples say with each fault of the example stack switched on, through our own runner
 * adapters: `node src/testing/record/record-faults.ts <out> [faults]`. Takes some minutes; tests read what it wrote.
 */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { suiteVariables } from '#config/expand.ts';
import { loadConfiguration } from '#config/load-configuration.ts';
import { countOutcomes, isRed, type TestResult } from '#domain/test-result.ts';

import { faults } from '../../../examples/stack/faults.ts';
import { startStack } from '../../../examples/stack/start-stack.ts';
import { suiteOnDisk } from '../suite-run.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../../examples');
const [out = '', ...only] = process.argv.slice(2);
const configuration = await loadConfiguration({ cwd: examples, variables: {} });
const alike = 5;
const maxDetails = 1_500;

const recorded: Record<string, object> = {};
for (const fault of only.length > 0 ? only : Object.keys(faults)) {
  recorded[fault] = { node: await runWith(fault, 'critical'), pytest: await runWith(fault, 'critical-py') };
  writeFileSync(
    out,
    `${JSON.stringify({ from: { node: process.version.slice(1) }, faults: recorded }, undefined, 1)}\n`,
  );
}

async function runWith(fault: string, name: string): Promise<object> {
  const suite = configuration.suites.get(name);
  const environment = configuration.environments.get('staging');
  if (suite === undefined || environment === undefined) throw new Error('The examples have changed');
  const stack = await startStack({ faults: [fault], pace: 0.25 });
  const files = suite.command.filter((word) => word.startsWith('suites/'));
  const folder = name === 'critical' ? 'suites/node' : 'suites/pytest';
  const own = folder === 'suites/node' ? ['client.mjs'] : ['staging.py'];
  const paths = [...files, ...own.map((file) => `${folder}/${file}`)];
  using disk = suiteOnDisk(Object.fromEntries(paths.map((path) => [path, readFileSync(join(examples, path), 'utf8')])));
  symlinkSync(join(examples, '../node_modules'), join(disk.cwd, 'node_modules'));
  try {
    const { report } = await disk.run({
      runner: suite.runner,
      command: suite.command.map((word) => (word === 'node' ? process.execPath : word)),
      variables: {
        ...suiteVariables(suite, environment, stack.variables),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    const red = report.tests.filter(({ outcome }) => isRed(outcome));
    console.log(fault, name, red.length, 'of', report.tests.length);
    return {
      urls: stack.variables['DEMO_API_URL'],
      auth: stack.variables['DEMO_AUTH_URL'],
      counts: countOutcomes(report.tests),
      red: some(red).map(shortened),
    };
  } finally {
    await stack.close();
  }
}

/** Many that say the same say nothing more. */
function some(red: readonly TestResult[]): readonly TestResult[] {
  const looks = Map.groupBy(red, ({ failure }) =>
    (failure?.message ?? '').replaceAll(/[\da-f-]*\d[\da-f-]*/gu, '#').slice(0, 80),
  );
  return [...looks.values()].flatMap((tests) => tests.slice(0, alike));
}

function shortened(test: TestResult): TestResult {
  const { failure } = test;
  if (failure === undefined) return test;
  const placed = failure.details
    .replaceAll(/(?:file:\/\/)?\/[^\s'"]*?\/(?=suites?\/)/gu, '/')
    .replaceAll(/\/[^\s'"]*?\/node_modules\//gu, '/app/node_modules/');
  const text = placed.length <= maxDetails ? placed : withoutForeignFrames(placed);
  return { ...test, failure: { ...failure, details: text } };
}

/** Of a long traceback what the team's own code and the errors say, and the last frame of each library. */
function withoutForeignFrames(text: string): string {
  const lines = text.split('\n');
  const kept = lines.filter((line, index) => {
    if (isForeign(line)) return lines[index + 2]?.startsWith('E ') === true;
    return !isForeign(lines[index - 1]) || lines[index + 1]?.startsWith('E ') === true;
  });
  return kept.join('\n').slice(0, 2 * maxDetails);
}

function isForeign(line: string | undefined): boolean {
  return /^\/usr\/.*: in |^ {4}at .*(?:node:|node_modules)/u.test(line ?? '');
}
