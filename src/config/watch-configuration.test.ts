import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { loadConfiguration } from './load-configuration.ts';
import { watchConfiguration, type ConfigurationWatch } from './watch-configuration.ts';

const root = await mkdtemp(join(tmpdir(), 'teneleven-watch-'));
after(() => rm(root, { recursive: true, force: true }));

const naming = (suite: string): string =>
  `environments: { staging: {} }\nsuites: { ${suite}: { runner: pytest, command: [pytest] } }\n`;

test('a file that is written in place is taken over, whole', async (t) => {
  // Two looks must not both fall between the moment when it is emptied and the moment when it is filled.
  const { file, watched, next } = await start(t, 250);
  await writeFile(file, naming('changed'));
  assert.deepEqual(await next(), 'changed: changed');
  assert.deepEqual([...watched.current().suites.keys()], ['changed']);
});

test('a file that is replaced, as editors do, is taken over', async (t) => {
  const { file, next } = await start(t);
  await replace(file, naming('other'));
  assert.equal(await next(), 'changed: other');
});

test('a bad file that becomes what it was is told to be good again', async (t) => {
  const { file, next } = await start(t);
  await replace(file, 'environments: [');
  assert.match(await next(), /^BAD_CONFIGURATION/u);
  await replace(file, naming('first'));
  assert.equal(await next(), 'changed: first');
});

test('a bad file keeps the last good configuration, is told once, and can be mended', async (t) => {
  const { file, watched, next, told } = await start(t);
  await replace(file, 'environments: {}\nsuits: {}\n');
  assert.match(await next(), /^BAD_CONFIGURATION: e2e.yaml has 2 problems/u);
  assert.deepEqual([...watched.current().suites.keys()], ['first']);
  assert.match(watched.problem()?.message ?? '', /^e2e.yaml has 2 problems\n/u);
  await replace(file, naming('mended'));
  assert.equal(await next(), 'changed: mended');
  assert.equal(watched.problem(), undefined);
  assert.equal(told.length, 2);
});

test('a config map that swaps the folder behind a link is followed', async (t) => {
  const folder = await mkdtemp(join(root, 'map-'));
  for (const [version, suite] of [
    ['v1', 'first'],
    ['v2', 'second'],
  ] as const) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'e2e.yaml'), naming(suite));
  }
  await symlink('v1', join(folder, '..data'));
  await symlink(join('..data', 'e2e.yaml'), join(folder, 'e2e.yaml'));
  const { next } = await follow(t, folder);
  await symlink('v2', join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  assert.equal(await next(), 'changed: second');
});

test('a file that goes away is told, and its return is taken over', async (t) => {
  const { file, next } = await start(t);
  await rm(file);
  assert.match(await next(), /^NO_CONFIGURATION: ".*" does not exist$/u);
  await replace(file, naming('back'));
  assert.equal(await next(), 'changed: back');
});

test('a change of the same length within the same moment is seen', async (t) => {
  const { file, next } = await start(t);
  for (const name of ['aaaaa', 'bbbbb', 'ccccc']) {
    await replace(file, naming(name));
    assert.equal(await next(), `changed: ${name}`);
  }
});

test('a file that is written anew with the same meaning is no change', async (t) => {
  const { file, next, told } = await start(t);
  await replace(file, `# a comment\n${naming('first')}`);
  await replace(file, naming('second'));
  assert.equal(await next(), 'changed: second');
  assert.equal(told.length, 1);
});

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

async function start(t: TestContext, intervalMs = 10) {
  const folder = await mkdtemp(join(root, 'case-'));
  await writeFile(join(folder, 'e2e.yaml'), naming('first'));
  return follow(t, folder, intervalMs);
}

async function follow(t: TestContext, cwd: string, intervalMs = 10) {
  const source = { cwd, variables: {} };
  const first = await loadConfiguration(source);
  const stop = new AbortController();
  t.after(() => stop.abort());
  const told: string[] = [];
  let wake: (() => void) | undefined;
  let read = 0;
  const tell = (text: string): void => {
    told.push(text);
    wake?.();
  };
  const watched: ConfigurationWatch = watchConfiguration(
    {
      source,
      first,
      intervalMs,
      onChange: ({ suites }) => tell(`changed: ${[...suites.keys()].join(' ')}`),
      onProblem: ({ code, message }) => tell(`${code}: ${message}`),
    },
    stop.signal,
  );
  const next = async (): Promise<string> => {
    if (told.length === read) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const bound = setTimeout(resolve, 5_000);
      await promise;
      clearTimeout(bound);
    }
    return told[read++] ?? 'nothing within 5 s';
  };
  return { file: first.file, watched, next, told };
}
