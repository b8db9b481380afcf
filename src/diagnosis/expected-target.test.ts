import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';

import { isExpectedTarget } from './expected-target.ts';

function isExpected(target: string, url: string): boolean | undefined {
  const yaml = `environments: { staging: { services: { api: { url: '${url}', health: / } } } }\nsuites: {}\n`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment !== undefined);
  return isExpectedTarget(target, environment, {});
}

test('an address is of the environment, or is not, or nobody can tell', () => {
  assert.equal(isExpected('127.0.0.1:4100', 'http://127.0.0.1:4100'), true);
  assert.equal(isExpected('127.0.0.1:4999', 'http://127.0.0.1:4100'), false);
  assert.equal(isExpected('feed.test:8088', 'http://api.test:8088'), false);
  // A name may stand for it, at that port and at no other.
  assert.equal(isExpected('127.0.40.2:8088', 'http://feed.test:8088'), undefined);
  assert.equal(isExpected('127.0.40.2:8089', 'http://feed.test:8088'), false);
  assert.equal(isExpected('10.0.0.7:8089', 'http://feed.test:8088'), undefined);
});
