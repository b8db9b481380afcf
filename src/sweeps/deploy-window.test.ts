import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isInDeploy, nextDeploys, noDeploys } from './deploy-window.ts';

const at = (minute: number): string => new Date(Date.parse('2026-03-02T00:00:00Z') + minute * 60_000).toISOString();

test('the first version that is seen is no deploy', () => {
  const deploys = nextDeploys(noDeploys, { api: 'v1' }, at(0));
  assert.equal(isInDeploy(deploys, Date.parse(at(1))), false);
});

test('another version opens a window of ten minutes', () => {
  const deploys = nextDeploys(nextDeploys(noDeploys, { api: 'v1' }, at(0)), { api: 'v2' }, at(5));
  assert.equal(isInDeploy(deploys, Date.parse(at(15))), true);
  assert.equal(isInDeploy(deploys, Date.parse(at(16))), false);
});

test('a service that did not answer for a while has not changed', () => {
  const silent = nextDeploys(nextDeploys(noDeploys, { api: 'v1' }, at(0)), {}, at(1));
  assert.equal(nextDeploys(silent, { api: 'v1' }, at(2)).changedAt, undefined);
  assert.equal(nextDeploys(silent, { api: 'v2' }, at(2)).changedAt, at(2));
});
