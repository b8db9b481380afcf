import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRed, type TestOutcome } from '#domain/test-result.ts';

import { classifyCommonFailure, classifyFailure, type EarlierResult, type EarlierRun } from './classify-failures.ts';

const letters: Readonly<Record<string, TestOutcome>> = {
  g: 'passed',
  r: 'failed',
  e: 'error',
  s: 'skipped',
  f: 'flaky',
};

const usual = 'AssertionError: 503 is not 200';
const t = { id: 't', line: usual };

const on = (version: string | undefined): EarlierRun['versions'] => (version === undefined ? {} : { api: version });

function resultOf(outcome: TestOutcome, message: string | undefined): EarlierResult {
  return isRed(outcome) ? { outcome, line: message ?? usual } : { outcome };
}

/** `g:1 r:1:other`: newest first, outcome, version and message; `-` for a run without the test. */
function history(text: string): readonly EarlierRun[] {
  return text.split(' ').map((word, index) => {
    const [letter = '', version, message] = word.split(':');
    const outcome = letters[letter];
    return {
      id: `r${90 - index}`,
      versions: on(version),
      results: new Map(outcome === undefined ? [] : [['t', resultOf(outcome, message)]]),
    };
  });
}

const cases: readonly (readonly [string, string | undefined, string, string])[] = [
  ['-:1 s:1', '1', 'new', 'not seen before'],
  ['g:1', '2', 'new', 'new: passed in the run before'],
  ['g:1 g:1 g:1 g:1', '2', 'new', 'new: passed in the last 4 runs'],
  ['g:1 g:1', '1', 'new', 'new: passed in the last 2 runs'],
  ['g:2 g:2 r:1 g:1', '3', 'new', 'new: passed in the last 2 runs'],
  ['r:1 e:1 g:0', '2', 'known', 'known since r89'],
  ['r:1 -:1 s:1 r:1', '2', 'known', 'known: red in all 2 runs before'],
  ['r:1 r:1', '1', 'known', 'known: red in all 2 runs before'],
  ['g:1 r:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 3 runs on this version'],
  ['r:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 2 runs on this version'],
  ['f:1 g:1', '1', 'flaky', 'flaky: red in 1 of the last 2 runs on this version'],
  ['r:2 g:1', '2', 'known', 'known since r90'],
  ['g r g', undefined, 'flaky', 'flaky: red in 1 of the last 3 runs and passed between'],
  ['r g', undefined, 'known', 'known since r90'],
  ['r:1:timed-out r:1 g:0', '2', 'new', 'red since r89, but with another message than in r90'],
  ['r:1 r:1:timed-out g:0', '2', 'known', 'known since r89'],
  ['r:1', '1', 'known', 'known: red in r90, too'],
  ['g g r', undefined, 'flaky', 'flaky: red in 1 of the last 3 runs and passed between'],
];

for (const [text, version, kind, words] of cases) {
  test(`a red test after ${text} is ${words}`, () => {
    assert.deepEqual(classifyFailure(t, on(version), history(text)), { kind, words });
  });
}

test('numbers and ids that differ make no other message', () => {
  const [now, before] = ['5.21s,id-7f3a9c1e', '60.06s,id-11aa22bb'];
  assert.equal(classifyFailure({ id: 't', line: now }, on('2'), history(`r:1:${before} g:0`)).kind, 'known');
});

test('without any history that is said', () => {
  assert.deepEqual(classifyFailure(t, { api: '1' }, []), { kind: 'new', words: 'no earlier run to compare with' });
});

test('what fell together with many is not flaky, however often it came and went', () => {
  assert.deepEqual(classifyCommonFailure(t, history('g:1 r:1 g:1 r:1')), {
    kind: 'new',
    words: 'new: passed in the run before',
  });
  assert.equal(classifyCommonFailure(t, history('r:1 g:1 r:1')).kind, 'known');
  assert.equal(classifyFailure(t, on('1'), history('g:1 r:1 g:1 r:1')).kind, 'flaky');
});
