import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecorded } from '#testing/recorded-failures.ts';

const expected = {
  'http > refused': 'tcp ECONNREFUSED',
  'http > closed without answer': 'http socket hang up CLOSED_WITHOUT_RESPONSE',
  'http > reset': 'http ECONNRESET',
  'http > binary answer': 'http INVALID_RESPONSE',
  'http > time-out': 'http TIMEOUT 0.3 s',
  'time-out of the runner': 'unknown testTimeoutFailure TEST_TIMEOUT 0.3 s',
  'no such thing': 'unknown TypeError',
  files: 'before-io EMFILE',
  'a hook that fails > never runs': 'tcp ECONNREFUSED',
};

test('every failure that the http client and the test runner of Node of Node 24 tells of is read', () => {
  const own = Object.entries(readRecorded('node-24')).filter(([key]) => Object.hasOwn(expected, key));
  assert.deepEqual(Object.fromEntries(own), expected);
});
