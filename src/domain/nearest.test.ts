import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

const known = ['critical', 'websocket-events', 'auth', 'timeout', 'url'];

test('a slip of the finger finds the word that was meant', () => {
  assert.deepEqual(
    ['critcal', 'tiemout', 'Critical', 'websocket-event', 'ulr', 'aut'].map((word) => nearest(word, known)),
    ['critical', 'timeout', 'critical', 'websocket-events', 'url', 'auth'],
  );
});

test('a word that resembles nothing has no nearest word', () => {
  assert.deepEqual(
    ['', 'x', 'zebra', '__proto__', 'constructor'].map((word) => nearest(word, known)),
    [undefined, undefined, undefined, undefined, undefined],
  );
});

test('the first of equally near words wins, whatever the number of words', () => {
  assert.equal(nearest('runn', ['run', 'rune']), 'run');
});

test('an enormous word is not compared at all', () => {
  const started = performance.now();
  assert.equal(nearest('('.repeat(1_000_000), known), undefined);
  assert.equal(
    nearest(
      'a'.repeat(64),
      Array.from({ length: 100_000 }, () => 'b'.repeat(1_000)),
    ),
    undefined,
  );
  assert.ok(performance.now() - started < 2_000);
});
