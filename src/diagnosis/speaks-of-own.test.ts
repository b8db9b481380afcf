import assert from 'node:assert/strict';
import { test } from 'node:test';

import { speaksOfOwn } from './speaks-of-own.ts';

const named = [
  ['tests/test_live.py::test_each_hears_only_their_own', true],
  ['tests/test_live.py::test_users_are_isolated', true],
  ['chat.test.ts > notes of others stay private', true],
  ['chat.test.ts > nobody else hears it', true],
  ['tests/own/test_live.py::test_answers', false],
  ['tests/test_live.py::test_crossword', false],
  ['tests/test_live.py::test_download', false],
  ['tests/test_live.py::test_known_brother', false],
] as const;

for (const [id, expected] of named) {
  test(`${id} speaks of users kept apart: ${expected}`, () => {
    assert.equal(speaksOfOwn({ tests: [id] }), expected);
  });
}
