import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readProcessVariables } from '#config/environment-variables.ts';
import { causes } from '#diagnosis/causes/index.ts';

import { needs } from '../tools.ts';
import { openLab } from './open-lab.ts';
import { planTrials } from './plan-trials.ts';
import { readWords } from './read-words.ts';

/** Deep, so that a busy machine has the time; it is decided long before. */
const words = ['--trials', '2', '--seed', '4', '--full'];

function plan(...more: readonly string[]) {
  return planTrials(readWords(['--trials', '400', ...more]));
}

test('the same words plan the same trials, and what is held out has no variant in common with the rest', () => {
  const stacks = (...more: readonly string[]) =>
    new Set(plan(...more).map(({ server, backend }) => `${server} ${backend}`));
  assert.deepEqual(plan('--seed', '7'), plan('--seed', '7'));
  assert.ok(stacks().isDisjointFrom(stacks('--held-out')));
});

test(
  'real stacks with a known fault are diagnosed',
  { timeout: 120_000, ...needs('nginx', 'haproxy', 'httpx', 'openssl') },
  async () => {
    await using lab = await openLab(readProcessVariables());
    const done = await lab.runAll(planTrials(readWords([...words, '--only', 'redirect-on-upgrade'])), causes);
    assert.deepEqual(
      done.map(({ judged, problem }) => judged?.said ?? problem),
      ['redirect-on-upgrade', 'redirect-on-upgrade'],
    );
    assert.deepEqual(
      done.flatMap(({ judged }) => judged?.badCitations ?? []),
      [],
    );
  },
);
