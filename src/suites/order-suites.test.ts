import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Run } from '#domain/run.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { makeRun } from '#testing/make-run.ts';
import { needs } from '#testing/tools.ts';

import { changedFiles } from './changed-files.ts';
import { orderSuites, readOrdering, type SuiteOrdering } from './order-suites.ts';

const yaml = `
environments: { staging: {} }
suites:
  a: { runner: pytest, command: [pytest, tests/a.py], priority: 1 }
  b: { runner: pytest, command: [pytest, tests/b], priority: 2 }
  c: { runner: pytest, command: [pytest, 'tests/c.py::test_x'], priority: 3 }
`;

async function ordered(folder: string, ordering: SuiteOrdering, runs: readonly Run[] = []) {
  const { suites, environments } = parseConfiguration(yaml, path.join(folder, 'e2e.yaml'));
  const environment = environments.get('staging');
  assert.ok(environment !== undefined);
  const store = createMemoryStore({ runs });
  const list = async ({ suite }: { readonly suite?: string | undefined }) => runs.filter((run) => run.suite === suite);
  const parts = { store: { runs: { ...store.runs, list } }, environment, folder };
  const result = await orderSuites([...suites.values()].toReversed(), ordering, parts);
  return { names: result.suites.map(({ name }) => name), says: result.says };
}

test('by priority, the highest tier first', async () => {
  assert.deepEqual(await ordered('/x', { kind: 'priority' }), { names: ['a', 'b', 'c'], says: [] });
});

test('what failed last time goes first; parts of suites and what was stopped say nothing', async () => {
  const runs = [
    makeRun({ id: 'r9', suite: 'a', state: 'failed', selection: { keyword: 'x' } }),
    makeRun({ id: 'r8', suite: 'a', state: 'passed' }),
    makeRun({ id: 'r7', suite: 'c', state: 'cancelled' }),
    makeRun({ id: 'r6', suite: 'c', state: 'timed-out' }),
  ];
  assert.deepEqual(await ordered('/x', { kind: 'last-failed' }, runs), {
    names: ['c', 'a', 'b'],
    says: ['Failed last time, so first: c (r6)', 'Not run before on staging: b'],
  });
});

async function withRepository(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-git-'));
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: folder });
  try {
    await mkdir(path.join(folder, 'tests/b'), { recursive: true });
    for (const file of ['tests/a.py', 'tests/b/one.py', 'tests/before.py', 'tests/c.py', 'lib.py'])
      await writeFile(path.join(folder, file), '1');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test(
  'suites that changed files name go first, the others are run all the same, and what is not known is said',
  needs('git'),
  () =>
    withRepository(async (folder) => {
      for (const file of ['tests/b/one.py', 'tests/before.py', 'tests/c.py', 'lib.py'])
        await writeFile(path.join(folder, file), '2');
      assert.deepEqual(await ordered(folder, { kind: 'changed-since', since: 'HEAD' }), {
        names: ['b', 'c', 'a'],
        says: [
          '4 files changed since HEAD',
          'b is first for tests/b/one.py',
          'c is first for tests/c.py',
          'Which suite is about these is not known: lib.py, tests/before.py',
          'All suites are run, also those that no changed file names',
        ],
      });
    }),
);

test('what is no commit never reaches git as an option, and a commit that is not there is said', needs('git'), () =>
  withRepository(async (folder) => {
    for (const since of ['--output=x', '-p', 'a..b', 'a b', '$(x)', '', 'nowhere', 'HEAD:lib.py;']) {
      await assert.rejects(changedFiles(since, folder), { code: 'NO_CHANGES_KNOWN' }, since);
    }
    assert.deepEqual(await changedFiles('HEAD', folder), []);
  }),
);

test('orders are read from words', () => {
  assert.deepEqual(readOrdering('changed-since', 'main'), { kind: 'changed-since', since: 'main' });
  assert.throws(() => readOrdering('changed-since', undefined), { code: 'BAD_WORDS' });
  assert.throws(() => readOrdering('fastest', undefined), { code: 'BAD_WORDS' });
});
