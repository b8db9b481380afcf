import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runnerNames } from '#domain/configuration.ts';

import { adapterFor, adapters } from './index.ts';

test('every runner that the configuration knows has its adapter', () => {
  assert.deepEqual(Object.keys(adapters).toSorted(), [...runnerNames].toSorted());
  for (const name of runnerNames) assert.equal(adapterFor(name).name, name);
});
