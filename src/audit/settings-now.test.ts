import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { withDataFolder } from '#testing/data-folder.ts';

import { settingsNow } from './settings-now.ts';

const yaml = 'environments: { staging: { audit: { files: [a.env, b.env] } }, bare: {} }\nsuites: {}\n';

/** What is kept with a run while the two files have these lines. */
async function settingsOf(folder: string, [a, b]: readonly [string, string], environment = 'staging') {
  const configuration = parseConfiguration(yaml, path.join(folder, 'e2e.yaml'));
  const found = configuration.environments.get(environment);
  assert.ok(found);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'a.env'), a);
  await writeFile(path.join(folder, 'b.env'), b);
  const parts = { configuration: () => configuration, variables: {}, data: path.join(folder, 'data') };
  return settingsNow({ ...parts, now: () => new Date() })(found);
}

test('each setting has a fingerprint that is the same while its value is, and shows nothing of it', async () => {
  await withDataFolder(async (folder) => {
    const before = await settingsOf(folder, ['POOL=10\nSECRET=hunter22', 'MODE=full']);
    assert.deepEqual(Object.keys(before), ['key', 'a.env POOL', 'a.env SECRET', 'b.env MODE']);
    assert.equal(JSON.stringify(before).includes('hunter22'), false);
    const later = await settingsOf(folder, ['POOL=10\nSECRET=other', 'MODE=full']);
    const changed = Object.keys(before).filter((name) => before[name] !== later[name]);
    assert.deepEqual(changed, ['a.env SECRET']);
  });
});

test('what is too much, cannot be read, or is not there, is not kept', async () => {
  await withDataFolder(async (folder) => {
    assert.equal(Object.keys(await settingsOf(folder, [settings(399), 'B=1'])).length, 401);
    assert.deepEqual(await settingsOf(folder, [settings(400), 'B=1']), {});
    assert.deepEqual(await settingsOf(folder, ['A=1', '\0']), {});
    assert.deepEqual(await settingsOf(folder, ['A=1', 'B=1'], 'bare'), {});
    await rm(path.join(folder, 'data'), { recursive: true });
    await writeFile(path.join(folder, 'data'), 'not a folder');
    assert.deepEqual(await settingsOf(folder, ['A=1', 'B=1']), {});
  });
});

function settings(count: number): string {
  return Array.from({ length: count }, (_, index) => `N${index}=1`).join('\n');
}
