import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Exchange } from '#domain/test-result.ts';
import { makeFailure } from '#testing/make-run.ts';

import { headerBytesOf } from './places-met.ts';

const ask = (method: string, status?: number): Exchange => ({ method, url: 'http://127.0.0.1:9/x', status });

function bytesOf(bytesOut: number, ...exchanges: readonly Exchange[]): number | undefined {
  const contacts = [{ host: '127.0.0.1', port: 9, connections: 1, bytesOut }];
  return headerBytesOf(makeFailure('test_mine', { contacts, exchanges }));
}

test('much that was sent with few requests and no body was sent in headers', () => {
  assert.equal(bytesOf(9_300, ask('GET', 400)), 9_300);
  assert.equal(bytesOf(9_795, ask('POST', 200), ask('GET', 400)), 9_195);
  assert.equal(bytesOf(900, ask('GET', 400)), undefined);
});

test('bodies, messages and many requests are much as well, and nobody knows how much of it was headers', () => {
  assert.equal(bytesOf(9_300, ask('POST', 400)), undefined);
  assert.equal(bytesOf(9_300, ask('GET', 200), ask('PUT', 200), ask('GET', 400)), undefined);
  assert.equal(bytesOf(9_300, ask('GET', 101), ask('GET', 400)), undefined);
  assert.equal(bytesOf(9_300, ask('GET', 200), ask('GET', 200), ask('GET', 200), ask('GET', 400)), undefined);
  assert.equal(bytesOf(9_300), undefined);
});
