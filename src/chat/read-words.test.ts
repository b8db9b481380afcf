import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readWords } from './read-words.ts';

const shape = { usage: 'run <suite>', plain: 1, valued: ['on', '-k'] };

test('plain words and values are sorted, wherever they stand', () => {
  const { plain, values } = readWords(['-k', 'a or b', 'critical', 'on', 'staging'], shape);
  assert.deepEqual(
    [plain, [...values]],
    [
      ['critical'],
      [
        ['-k', 'a or b'],
        ['on', 'staging'],
      ],
    ],
  );
});

test('the value of an option may be attached to it', () => {
  assert.equal(readWords(['x', '-kslow'], shape).values.get('-k'), 'slow');
  assert.equal(readWords(['x', '-k=slow'], shape).values.get('-k'), 'slow');
});

test('a value that looks like an option stays a value', () => {
  assert.equal(readWords(['x', '-k', '--rootdir=/'], shape).values.get('-k'), '--rootdir=/');
});

test('options that the command does not have are refused', () => {
  assert.throws(() => readWords(['x', '-p', 'evil'], shape), {
    code: 'BAD_WORDS',
    message: '"-p" is not an option here',
  });
});

test('a missing value, a value given twice and a word too many are refused', () => {
  assert.throws(() => readWords(['x', 'on'], shape), { message: '"on" needs a value after it' });
  assert.throws(() => readWords(['x', '-k', 'a', '-k', 'b'], shape), { message: '"-k" is given twice' });
  assert.throws(() => readWords(['x', 'y'], shape), { message: '"y" is one word too many' });
});
