import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createMemoryStore } from '#testing/memory-store.ts';

import { gatherStatus } from './gather-status.ts';
import { shareStatus } from './share-status.ts';

const configuration = parseConfiguration('environments: { staging: {}, preview: {} }\n', '/e2e.yaml');
const sources = { store: createMemoryStore(), configuration, now: () => new Date() };

test('those who ask at once share one gathering, who asks later gets a new one', async () => {
  let count = 0;
  const status = shareStatus((names, given) => {
    count += 1;
    return gatherStatus(names, given);
  });
  const [one, other] = await Promise.all([status(['staging'], sources), status(['staging'], sources)]);
  assert.equal(one, other);
  assert.equal(count, 1);
  await Promise.all([status(['staging'], sources), status(['preview'], sources)]);
  assert.equal(count, 3);
});

test('a gathering that failed is not shared with those who ask later', async () => {
  let isBroken = true;
  const status = shareStatus((names, given) =>
    isBroken ? Promise.reject(new Error('disk')) : gatherStatus(names, given),
  );
  await assert.rejects(status(['staging'], sources), /disk/u);
  isBroken = false;
  assert.equal((await status(['staging'], sources)).environments.length, 1);
});
