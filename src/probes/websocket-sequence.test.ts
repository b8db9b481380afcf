import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSequence } from './websocket-sequence.ts';

/** Types of events in the order in which they came; `a*` carries the nonce. */
function seen(expected: readonly string[], came: readonly string[], nonce?: string): ReturnType<typeof createSequence> {
  const sequence = createSequence(expected, nonce);
  for (const [index, each] of came.entries()) {
    const type = each.replace('*', '');
    const text = each.endsWith('*') ? `{"id":"${nonce}"}` : '{}';
    sequence.look({ kind: 'message', type, text, bytes: 2, atMs: index });
  }
  return sequence;
}

const cases: readonly {
  readonly title: string;
  readonly expected: readonly string[];
  readonly came: readonly string[];
  readonly nonce?: string;
  readonly isComplete: boolean;
  readonly problem?: readonly [string, RegExp];
}[] = [
  { title: 'all in order', expected: ['a', 'b'], came: ['a', 'b'], isComplete: true },
  { title: 'others between them', expected: ['a', 'b'], came: ['x', 'a', 'x', 'x', 'b'], isComplete: true },
  { title: 'the same type twice', expected: ['a', 'a'], came: ['a', 'x', 'a'], isComplete: true },
  { title: 'an old one before, then all in order', expected: ['a', 'b'], came: ['b', 'a', 'b'], isComplete: true },
  {
    title: 'all but not in order',
    expected: ['a', 'b'],
    came: ['b', 'a'],
    isComplete: false,
    problem: ['ORDER', /^b came before a$/u],
  },
  {
    title: 'nothing',
    expected: ['a'],
    came: [],
    isComplete: false,
    problem: ['TIMEOUT', /^no a, nothing came, within 1 s$/u],
  },
  {
    title: 'one missing',
    expected: ['a', 'b'],
    came: ['a', 'x'],
    isComplete: false,
    problem: ['TIMEOUT', /^no b, the last of 2 was x/u],
  },
  {
    title: 'one missing and a later one there',
    expected: ['a', 'b', 'c'],
    came: ['a', 'c'],
    isComplete: false,
    problem: ['TIMEOUT', /^no b, though c came, the last of 2 was c/u],
  },
  {
    title: 'the nonce in every type once',
    expected: ['a', 'b'],
    came: ['a*', 'x*', 'x*', 'b*'],
    nonce: 'n1',
    isComplete: true,
  },
  {
    title: 'the nonce twice in one type',
    expected: ['a'],
    came: ['a*', 'a*'],
    nonce: 'n1',
    isComplete: true,
    problem: ['NONCE', /came back in 2 messages of type a, not in 1$/u],
  },
  { title: 'the nonce alone', expected: [], came: ['a*'], nonce: 'n1', isComplete: true },
  {
    title: 'the nonce alone, twice',
    expected: [],
    came: ['a*', 'b*'],
    nonce: 'n1',
    isComplete: true,
    problem: ['NONCE', /came back in 2 messages, not in one$/u],
  },
  {
    title: 'all but the nonce',
    expected: ['a'],
    came: ['a'],
    nonce: 'n1',
    isComplete: false,
    problem: ['NONCE', /did not come back within 1 s$/u],
  },
];

for (const { title, expected, came, nonce, isComplete, problem } of cases) {
  test(`of expected events, ${title}: ${problem === undefined ? 'all is well' : problem[0]}`, () => {
    const sequence = seen(expected, came, nonce);
    assert.equal(sequence.isComplete(), isComplete);
    assert.equal(sequence.problem(1_000)?.code, problem?.[0]);
    assert.match(sequence.problem(1_000)?.message ?? '', problem?.[1] ?? /^$/u);
  });
}
