import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findConfiguration } from './configuration-file.ts';
import { loadConfiguration } from './load-configuration.ts';

const root = await mkdtemp(join(tmpdir(), 'teneleven-load-'));
after(() => rm(root, { recursive: true, force: true }));

const smallest = 'environments: { staging: {} }\n';

test('the file of the working folder is read, unless another one is named', async () => {
  const variables = { TENELEVEN_CONFIG: 'from/variable.yaml' };
  assert.deepEqual(
    [
      findConfiguration({ cwd: '/repo', variables: {} }),
      findConfiguration({ cwd: '/repo', variables: { TENELEVEN_CONFIG: '' } }),
      findConfiguration({ cwd: '/repo', variables }),
      findConfiguration({ cwd: '/repo', variables, file: '../named.yaml' }),
    ],
    ['/repo/e2e.yaml', '/repo/e2e.yaml', '/repo/from/variable.yaml', '/named.yaml'],
  );
});

test('the history is kept beside the file, unless another folder is named', async () => {
  const folder = await mkdtemp(join(root, 'data-'));
  await writeFile(join(folder, 'e2e.yaml'), smallest);
  const dataOf = async (variables: Record<string, string>, data?: string) =>
    (await loadConfiguration({ cwd: root, variables, file: join(folder, 'e2e.yaml'), data })).history.data;
  assert.deepEqual(
    [await dataOf({}), await dataOf({ TENELEVEN_DATA: '/data' }), await dataOf({ TENELEVEN_DATA: '/data' }, 'named')],
    [join(folder, '.teneleven'), '/data', join(root, 'named')],
  );
});

test('a folder without a file is told what to do, with an example that works', async () => {
  const missing = await loadConfiguration({ cwd: root, variables: {} }).catch((error: unknown) => error);
  assert.ok(missing instanceof Error && 'code' in missing && 'hint' in missing);
  assert.deepEqual([missing.code, missing.message], ['NO_CONFIGURATION', `"${root}/e2e.yaml" does not exist`]);
  const example = String(missing.hint).split('\n\n')[1] ?? '';
  const folder = await mkdtemp(join(root, 'example-'));
  await writeFile(join(folder, 'e2e.yaml'), example);
  const { suites } = await loadConfiguration({ cwd: folder, variables: {} });
  assert.deepEqual([...suites.keys()], ['critical']);
});

test('what is no readable file of at most 1 MiB is refused at once', async () => {
  const folder = await mkdtemp(join(root, 'odd-'));
  const load = (file: string) => loadConfiguration({ cwd: folder, variables: {}, file });
  await mkdir(join(folder, 'folder.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  await writeFile(join(folder, 'large.yaml'), `${smallest}#${'x'.repeat(1_048_576)}`);
  await writeFile(join(folder, 'largest.yaml'), smallest + '#'.repeat(1_048_576 - smallest.length));
  await assert.rejects(load('folder.yaml'), {
    code: 'NO_CONFIGURATION',
    message: `"${folder}/folder.yaml" is not a file`,
  });
  await assert.rejects(load('pipe.yaml'), { code: 'NO_CONFIGURATION', message: `"${folder}/pipe.yaml" is not a file` });
  await assert.rejects(load('/dev/zero'), { code: 'NO_CONFIGURATION', message: '"/dev/zero" is not a file' });
  await assert.rejects(load('large.yaml'), {
    code: 'BAD_CONFIGURATION',
    message: `"${folder}/large.yaml" is larger than 1 MiB`,
  });
  assert.deepEqual([...(await load('largest.yaml')).environments.keys()], ['staging']);
});

test('the example of the repository is read', async () => {
  const { suites } = await loadConfiguration({ cwd: join(import.meta.dirname, '../../examples'), variables: {} });
  assert.deepEqual([...suites.keys()], ['critical', 'websocket-events', 'critical-py', 'websocket-events-py']);
});
