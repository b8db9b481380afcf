import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { causes } from './causes/index.ts';
import type { Experiment } from './experiments/experiment.ts';
import { experiments } from './experiments/experiments.ts';
import type { FactName } from './facts.ts';

const src = path.join(import.meta.dirname, '..');
/** Where observations are made. */
const collectors = [
  'diagnosis/observe-*.ts',
  'diagnosis/read-durations.ts',
  'diagnosis/gather-reading.ts',
  'diagnosis/replay.ts',
  'diagnosis/replay-as-agreed.ts',
  'diagnosis/replay-times.ts',
  'diagnosis/pursue.ts',
  'diagnosis/experiments/*.ts',
  'audit/audit-facts.ts',
  'audit/checks/*.ts',
];

test('every fact that a cause predicts is observed somewhere', () => {
  const files = globSync(collectors, { cwd: src }).filter((file) => !file.endsWith('.test.ts'));
  const code = files.map((file) => readFileSync(path.join(src, file), 'utf8')).join('\n');
  const observed = new Set<string>(experiments.flatMap(({ observes }) => observes));
  const isMade = (fact: FactName): boolean =>
    observed.has(fact) || code.includes(`'${fact}'`) || code.includes(`"${fact}"`);
  const predicted = new Set(causes.flatMap(({ predicts }) => predicts.map(({ fact }) => fact)));
  assert.ok(files.length > 40);
  assert.deepEqual(
    [...predicted].filter((fact) => !isMade(fact)),
    [],
  );
});

test('what an experiment says that it observes is what its file makes', () => {
  const code = globSync('diagnosis/experiments/*.ts', { cwd: src }).map((file) =>
    readFileSync(path.join(src, file), 'utf8'),
  );
  const made = (fact: string): number => code.filter((text) => text.split(`'${fact}'`).length > 2).length;
  const inTemplates = /^(?:ws\.hold-|ws\.form\.|audit\.)/u;
  const unmade = experiments
    .flatMap(({ observes }) => observes)
    .filter(
      (fact) => !inTemplates.test(fact) && made(fact) === 0 && !code.some((text) => text.includes(`fact: '${fact}'`)),
    );
  assert.deepEqual([...new Set(unmade)], []);
});

test('every file of an experiment is in the list', async () => {
  const files = globSync('*.ts', { cwd: path.join(src, 'diagnosis/experiments') });
  const written = await Promise.all(
    files
      .filter((file) => !file.endsWith('.test.ts'))
      .map(async (file) => {
        const module: Readonly<Record<string, unknown>> = await import(`./experiments/${file}`);
        return Object.values(module).filter(isExperiment);
      }),
  );
  const names = written.flat().map(({ name }) => name);
  assert.ok(names.length > 30);
  assert.deepEqual(new Set(experiments.map(({ name }) => name)), new Set(names));
});

function isExperiment(exported: unknown): exported is Experiment {
  return typeof exported === 'object' && exported !== null && 'observes' in exported && 'run' in exported;
}
