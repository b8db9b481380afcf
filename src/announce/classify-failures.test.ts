import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestOutcome } from '#domain/test-result.ts';

import { classifyCommonFailure, classifyFailure, type EarlierRun } from './classify-failures.ts';

const letters: Readonly<Record<string, TestOutcome>> = {
  g: 'passed',
  r: 'failed',
  e: 'error',
  s: 'skipped',
  f: 'flaky',
};

const on = (version: string | undefined): EarlierRun['versions'] => (version === undefined ? {} : { api: version });

/** `g:1 r:1`: newest first, outcome and version; `-` for a run without the test. */
function history(text: string): readonly EarlierRun[] {
  return text.split(' ').map((word, index) => {
    const [letter = '', version] = word.split(':');
    const outcome = letters[letter];
    return {
      id: `r${90 - index}`,
      versions: on(version),
      outcomes: new Map(outcome === undefined ? [] : [['t', outcome]]),
    };
  });
}

const cases: readonly (readonly [string, string | undefined, string, string])[] = [
  ['-:1 s:1', '1', 'new', 'first seen'],
  ['g:1', '2', 'new', 'new: passed in the run before'],
  ['g:1 g:1 g:1 g:1', '2', 'new', 'new: passed in the last 4 runs'],
  ['g:1 g:1', '1', 'new', 'new: passed in the last 2 runs'],
  ['g:2 g:2 r:1 g:1', '3', 'new', 'new: passed in the last 2 runs'],
  ['r:1 e:1 g:0', '2', 'known', 'known since r89'],
  ['r:1 -:1 s:1 r:1', '2', 'known', 'known since r87 or earlier'],
  ['r:1 r:1', '1', 'known', 'known since r89 or earlier'],
  ['g:1 r:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 3 runs on this version'],
  ['r:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 2 runs on this version'],
  ['f:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 2 runs on this version'],
  ['r:2 g:1', '2', 'known', 'known since r90'],
  ['g r g', undefined, 'flaky', 'flaky: red in 1 of the last 3 runs and passed between'],
  ['r g', undefined, 'known', 'known since r90'],
  ['g g r', undefined, 'flaky', 'flaky: red in 1 of the last 3 runs and passed between'],
];

for (const [text, version, kind, words] of cases) {
  test(`a red test after ${text} is ${words}`, () => {
    assert.deepEqual(classifyFailure('t', on(version), history(text)), { kind, words });
  });
}

test('without any history it is first seen', () => {
  assert.deepEqual(classifyFailure('t', { api: '1' }, []), { kind: 'new', words: 'first seen' });
});

test('what fell together with many is not flaky, however often it came and went', () => {
  assert.deepEqual(classifyCommonFailure('t', history('g:1 r:1 g:1 r:1')), {
    kind: 'new',
    words: 'new: passed in the run before',
  });
  assert.equal(classifyCommonFailure('t', history('r:1 g:1 r:1')).kind, 'known');
  assert.equal(classifyFailure('t', on('1'), history('g:1 r:1 g:1 r:1')).kind, 'flaky');
});
