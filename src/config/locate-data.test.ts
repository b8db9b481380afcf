import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfiguration } from './load-configuration.ts';
import { locateData } from './locate-data.ts';

test('the data are located where the checked file has them, and where a variable says', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'teneleven-locate-'));
  t.after(() => rm(cwd, { recursive: true, force: true }));
  for (const history of ['', 'history: { data: kept }', 'history: { data: /var/lib/teneleven }']) {
    await writeFile(join(cwd, 'e2e.yaml'), `environments: { staging: {} }\n${history}\n`);
    for (const variables of [{}, { TENELEVEN_DATA: 'elsewhere' }]) {
      const checked = await loadConfiguration({ cwd, variables });
      assert.equal(await locateData({ cwd, variables }), checked.history.data);
    }
  }
});

test('no file and no YAML are refused as they are by the check', async (t) => {
  const cwd = await mkdtemp(join(tmpdir(), 'teneleven-locate-'));
  t.after(() => rm(cwd, { recursive: true, force: true }));
  await assert.rejects(locateData({ cwd, variables: {} }), { code: 'NO_CONFIGURATION' });
  await writeFile(join(cwd, 'e2e.yaml'), 'environments: {');
  await assert.rejects(locateData({ cwd, variables: {} }), { code: 'BAD_CONFIGURATION' });
});
