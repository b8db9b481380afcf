import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scoreChecks } from './score-checks.ts';

const of = (result: 'passed' | 'failed' | 'doubtful' | 'unknown', weight: number) => ({ result, weight });

test('points are weights: whole for passed, half for doubtful, none for failed; what is unknown is left out', () => {
  assert.deepEqual(
    scoreChecks([of('passed', 5), of('passed', 3), of('doubtful', 3), of('failed', 4), of('unknown', 5)]),
    {
      passed: 9.5,
      looked: 15,
      unknown: 1,
      says: '9.5 of 15 points (63 %); passed 8, doubtful 3 (half counts), failed 4; 1 check could not be made and is not counted',
    },
  );
});

test('a share is cut, never rounded up to all', () => {
  assert.match(scoreChecks([of('passed', 400), of('failed', 1)]).says, /^400 of 401 points \(99 %\)/u);
});

test('where nothing could be looked at there is no share', () => {
  assert.equal(
    scoreChecks([of('unknown', 5), of('unknown', 1)]).says,
    'nothing could be looked at; 2 checks could not be made and are not counted',
  );
  assert.equal(scoreChecks([]).says, 'nothing could be looked at');
});
