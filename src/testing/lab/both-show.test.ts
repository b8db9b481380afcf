import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestResult } from '#domain/test-result.ts';

import { bothShow, failuresOf } from './both-show.ts';

function red(id: string, message: string): TestResult {
  return { id, outcome: 'failed', durationMs: 1, attempts: 1, failure: { type: 'Error', message, details: '' } };
}

const refused = failuresOf([red('a', 'refused by 127.0.0.1:4100\nmore'), red('b', 'refused')]);
const late = failuresOf([red('b', 'late'), red('c', 'late after 12 ms')]);

test('two faults both show where each fails a test as it does alone', () => {
  const both = failuresOf([red('a', 'refused by 127.0.0.1:4999'), red('b', 'refused'), red('c', 'late after 9 ms')]);
  assert.equal(bothShow(both, refused, late), true);
});

test('what hides the other fault, or fails in the same way, shows one alone', () => {
  assert.equal(bothShow(refused, refused, late), false);
  assert.equal(bothShow(late, refused, late), false);
  assert.equal(bothShow(refused, refused, refused), false);
  assert.equal(bothShow(failuresOf([red('a', 'both at once')]), refused, late), false);
});
