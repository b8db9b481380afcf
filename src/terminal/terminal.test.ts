import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RunState, Verdict } from '#domain/run.ts';

import { exitCodeOf } from './exit-code.ts';
import { readArguments } from './read-arguments.ts';
import { renderReply } from './render-reply.ts';

test('options of the terminal are taken out wherever they stand', () => {
  assert.deepEqual(readArguments(['--json', 'run', 'critical', '--config=a.yaml', 'on', 'staging', '--data', 'd']), {
    words: ['run', 'critical', 'on', 'staging'],
    json: true,
    yes: false,
    version: false,
    config: 'a.yaml',
    data: 'd',
  });
});

test('the value of -k stays the value of -k', () => {
  assert.deepEqual(readArguments(['run', 'x', '-k', '--json']).words, ['run', 'x', '-k', '--json']);
});

test('an option without its value is refused', () => {
  assert.throws(() => readArguments(['status', '--config']), { code: 'BAD_WORDS' });
});

test('exit codes say passed and proven, failed, unproven or invalid', () => {
  assert.deepEqual(
    [
      code('passed', 'proven'),
      code('passed', 'unproven'),
      code('passed', 'invalid'),
      code('failed', 'failed'),
      code('cancelled'),
      code('failed', 'invalid'),
    ],
    [0, 3, 3, 1, 1, 3],
  );
  assert.equal(
    exitCodeOf([
      { state: 'passed', verdict: 'proven' },
      { state: 'failed', verdict: 'failed' },
    ]),
    1,
  );
});

test('a reply is plain text, and what tests print cannot move the cursor', () => {
  const text = renderReply({
    headline: 'r1 failed\u001b[2J',
    status: 'failed',
    sections: [
      { kind: 'text', line: ['see ', { kind: 'link', text: 'log', url: 'http://127.0.0.1/' }, ' \u202Eabc'] },
      { kind: 'bar', done: 3, total: 5, red: 1 },
      {
        kind: 'table',
        columns: ['run', 'result'],
        rows: [
          ['r1', 'failed'],
          ['r22', 'passed'],
        ],
      },
      { kind: 'facts', facts: [{ label: 'by', value: ['Ada'] }] },
      { kind: 'code', text: 'a\nb' },
    ],
    actions: [],
  });
  assert.equal(
    text,
    'r1 failed\nsee log (http://127.0.0.1/) abc\n3 of 5 done, 1 failed\n  run  result\n  r1   failed\n  r22  passed\n  by  Ada\n    a\n    b\n',
  );
});

function code(state: RunState, verdict?: Verdict): number {
  return exitCodeOf([{ state, verdict }]);
}

test('an option in the place of a value is a missing value', () => {
  assert.throws(() => readArguments(['status', '--data', '--config', 'x']), {
    message: '"--data" needs a value after it',
  });
});
