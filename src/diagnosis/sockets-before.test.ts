import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Exchange, TestResult } from '#domain/test-result.ts';
import { makeFailure } from '#testing/make-run.ts';

import { socketsBefore } from './sockets-before.ts';

const opened: Exchange = { method: 'GET', url: 'ws://127.0.0.1:81/ws', status: 101, ms: 2 };
const refused: Exchange = { ...opened, status: 503 };
const asked: Exchange = { method: 'GET', url: 'http://127.0.0.1:81/health', status: 503, ms: 1 };
const times = (count: number, exchange: Exchange): Exchange[] => Array.from({ length: count }, () => ({ ...exchange }));

const byName = (exchange: Exchange): Exchange => ({ ...exchange, url: exchange.url.replace('127.0.0.1', 'localhost') });

/** Of a test that sent these, and failed with the last of them. */
function before(exchanges: readonly Exchange[], connections = exchanges.length): number | undefined {
  const contacts: TestResult['contacts'] = [
    { host: '127.0.0.1', port: 81, connections },
    { host: '127.0.0.1', port: 82, connections: 40 },
  ];
  return socketsBefore(makeFailure('test_many', { exchanges, contacts }), exchanges.at(-1));
}

test('websockets that a test opened before what failed are counted', () => {
  assert.equal(before([...times(5, opened), asked]), 5);
  assert.equal(before([...times(4, opened), { ...asked, status: 200 }, asked]), 4);
  assert.equal(before([...times(6, opened), refused]), 6);
});

test('where more was sent than is kept, its connections tell', () => {
  assert.equal(before([...times(7, opened), ...times(3, asked)], 17), 14);
  assert.equal(before([...times(9, opened), refused], 21), 20);
});

test('this machine is one place, by whichever of its names it was asked', () => {
  assert.equal(before([...times(7, byName(opened)), ...times(3, byName(asked))], 17), 14);
});

test('nothing is said of a test that asks for other things in between, or opens none', () => {
  assert.equal(before([asked, ...times(4, opened), asked]), undefined);
  assert.equal(before([opened, refused, opened, asked]), undefined);
  assert.equal(before([asked, asked]), undefined);
  assert.equal(socketsBefore(makeFailure('test_a', {}), undefined), undefined);
});
