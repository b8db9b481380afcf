import assert from 'node:assert/strict';
import { test } from 'node:test';

import { targetUrl } from './target-url.ts';

function read(target: string): unknown {
  const url = targetUrl(target);
  return url && [url.protocol, url.host, url.pathname];
}

test('an address is read with and without its scheme, and a path alone is none', () => {
  assert.deepEqual(read('fleet.test:443/v1/status'), ['https:', 'fleet.test', '/v1/status']);
  assert.deepEqual(read('127.0.0.1:4100'), ['http:', '127.0.0.1:4100', '/']);
  assert.deepEqual(read('wss://fleet.test/ws?x=1'), ['wss:', 'fleet.test', '/ws']);
  assert.equal(read('/v1/status'), undefined);
});
