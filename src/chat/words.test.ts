import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toWords } from './words.ts';

test('words are split at white space of every kind', () => {
  assert.deepEqual(toWords('  run\tcritical\u00a0on \n staging '), ['run', 'critical', 'on', 'staging']);
});

test('quotes group words, also the typographic ones', () => {
  assert.deepEqual(toWords('run critical -k “not slow” \'a b\' "c d"'), [
    'run',
    'critical',
    '-k',
    'not slow',
    'a b',
    'c d',
  ]);
});

test('dashes that a client made typographic are dashes again', () => {
  assert.deepEqual(toWords('run critical –k x —k y —json'), ['run', 'critical', '-k', 'x', '-k', 'y', '--json']);
});

test('an apostrophe inside a word and a quote that is never closed are letters', () => {
  assert.deepEqual(toWords(`lock staging don't "touch`), ['lock', 'staging', "don't", '"touch']);
});

test('shell syntax is nothing special', () => {
  assert.deepEqual(toWords(';rm -rf / $(id) `id` | && >x'), [';rm', '-rf', '/', '$(id)', '`id`', '|', '&&', '>x']);
});

test('a NUL, 40 kB of text and 300 words are refused with the way out', () => {
  assert.throws(() => toWords('run \u0000'), { code: 'BAD_TEXT' });
  assert.throws(() => toWords('x'.repeat(40_000)), { code: 'TEXT_TOO_LONG' });
  assert.throws(() => toWords('x '.repeat(300)), { code: 'TEXT_TOO_LONG' });
});

test('three thousand quotes take less than 50 ms', () => {
  const begin = performance.now();
  toWords(`${'"x" '.repeat(100)}${'"'.repeat(2_500)}`.slice(0, 3_000));
  assert.ok(performance.now() - begin < 50);
});
