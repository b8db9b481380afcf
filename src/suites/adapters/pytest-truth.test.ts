import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { z } from 'zod';

import type { TestResult } from '#domain/test-result.ts';
import { oddSuite } from '#testing/odd-suite.ts';
import { pytestCommand } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

/** Node id → outcome, seconds, attempts. */
const truthOf = z.record(z.string(), z.tuple([z.string(), z.number(), z.int()]));

// A number in TENELEVEN_TRIALS asks for more of them, PYTEST_PYTHON for another Python.
const trials = Number(process.env['TENELEVEN_TRIALS'] ?? 3);
const python = process.env['PYTEST_PYTHON'] ?? '/usr/bin/python3';
const modes: Readonly<Record<string, { readonly words: readonly string[]; readonly folder: string }>> = {
  'from its root': { words: ['-v'], folder: '.' },
  'from a folder below': { words: ['..', '-q'], folder: 'below' },
  'with workers': { words: ['-n', '2'], folder: '.' },
  'with reruns': { words: ['--reruns', '1', '-v'], folder: '.' },
};

for (const [mode, { words, folder }] of Object.entries(modes)) {
  test(
    `ids, outcomes, durations and attempts are pytest's own, ${mode}`,
    needs('pytest', 'xdist', 'rerunfailures'),
    async () => {
      for (let seed = 1; seed <= trials; seed += 1) await compare(seed, words, folder);
    },
  );
}

async function compare(seed: number, words: readonly string[], folder: string): Promise<void> {
  using suite = suiteOnDisk(oddSuite(seed));
  mkdirSync(path.join(suite.cwd, 'below'));
  const truthFile = path.join(suite.cwd, 'truth.json');
  const { report, live, exit } = await suite.run({
    runner: 'pytest',
    command: [python, ...pytestCommand.slice(1), '--continue-on-collection-errors', '-p', 'no:cacheprovider', ...words],
    folder,
    variables: { TRUTH: truthFile, SUITE: suite.cwd },
  });
  assert.ok(exit.code === 0 || exit.code === 1, `seed ${seed}: exit code ${exit.code}`);
  const truth = truthOf.parse(JSON.parse(readFileSync(truthFile, 'utf8')));
  const expected = Object.fromEntries(
    Object.entries(truth).map(([id, [outcome, , attempts]]) => [id, [outcome, attempts]]),
  );
  assert.equal(report.tests.length, Object.keys(truth).length);
  assert.deepEqual(outcomesAndAttempts(report.tests), expected, `seed ${seed}`);
  assert.deepEqual(outcomesAndAttempts(live.tests), expected, `seed ${seed}, live`);
  for (const { id, durationMs } of report.tests) {
    const ms = (truth[id]?.[1] ?? 0) * 1_000;
    assert.ok(Math.abs(durationMs - ms) <= 1.1, `seed ${seed}: ${id} took ${ms} ms, not ${durationMs} ms`);
  }
  assert.equal(report.complete, true);
  assert.equal(report.expected, report.tests.length);
}

function outcomesAndAttempts(tests: readonly TestResult[]): Readonly<Record<string, readonly [string, number]>> {
  return Object.fromEntries(tests.map(({ id, outcome, attempts }) => [id, [outcome, attempts]]));
}
