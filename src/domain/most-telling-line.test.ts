import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mostTellingLine } from './most-telling-line.ts';

const cases: readonly (readonly [string, Parameters<typeof mostTellingLine>[0], string])[] = [
  ['nothing at all', undefined, 'no message'],
  ['a type and no message', { type: 'httpx.ReadTimeout', message: '', details: '' }, 'httpx.ReadTimeout'],
  [
    "pytest's assertion",
    {
      type: 'AssertionError',
      message: 'AssertionError: expected 25 got 3\nassert 3 == 25\n +  where 3 = len([])',
      details: '',
    },
    'AssertionError: expected 25 got 3',
  ],
  [
    'a hollow message and a traceback',
    {
      type: 'AssertionError',
      message: 'assert False',
      details:
        'def test_a():\n>   assert ready()\nE   assert False\nE    +  where False = ready("api")\n\ntests/x.py:3: AssertionError',
    },
    '+ where False = ready("api")',
  ],
  [
    'a chain of errors, of which the last reached the test',
    {
      type: '',
      message: '',
      details: [
        '>   connect()',
        'E   ConnectionRefusedError: [Errno 111] Connection refused',
        'During handling of the above exception, another exception occurred:',
        '>   raise ServiceDown',
        'E   ServiceDown: api is not reachable',
      ].join('\n'),
    },
    'ServiceDown: api is not reachable',
  ],
  [
    'an error of set-up',
    {
      type: '',
      message: 'failed on setup with "httpx.ConnectError: [Errno 111] Connection refused"',
      details: '',
    },
    'httpx.ConnectError: [Errno 111] Connection refused',
  ],
  [
    'a closed WebSocket',
    {
      type: 'websockets.exceptions.ConnectionClosedError',
      message:
        'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) agent failed; then sent 1011',
      details: '',
    },
    'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) agent failed; then sent 1011',
  ],
  [
    "Node's comparison",
    { type: 'testCodeFailure', message: 'Expected values to be strictly equal:\n\n503 !== 200\n', details: '' },
    'Expected values to be strictly equal: 503 !== 200',
  ],
  [
    'a message without its type',
    { type: 'httpx.ReadTimeout', message: 'timed out', details: '' },
    'httpx.ReadTimeout: timed out',
  ],
  [
    'nothing but a traceback without marks',
    { type: '', message: '', details: 'at client.mjs:3\nError: connect ECONNREFUSED 127.0.0.1:9\n  at x' },
    'Error: connect ECONNREFUSED 127.0.0.1:9',
  ],
];

for (const [name, failure, line] of cases) {
  test(`the telling line of ${name}`, () => {
    assert.equal(mostTellingLine(failure), line);
  });
}

test('the line is short and cheap whatever the failure holds', () => {
  const huge = 'x😀'.repeat(2_000_000);
  const failure = { type: 'A'.repeat(100_000), message: huge, details: huge.replaceAll('x', 'E   \n') };
  const started = performance.now();
  const line = mostTellingLine(failure);
  assert.ok(performance.now() - started < 1_000);
  assert.ok(line.length <= 240 && line.isWellFormed());
});
