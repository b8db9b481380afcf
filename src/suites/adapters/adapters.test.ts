import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runnerNames } from '#domain/configuration.ts';

import { adapterFor } from './index.ts';

test('every runner that the configuration knows has its adapter', async () => {
  for (const name of runnerNames) assert.equal((await adapterFor(name)).name, name);
});
