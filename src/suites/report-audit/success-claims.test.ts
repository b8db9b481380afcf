import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';
import { successClaims } from './success-claims.ts';

const run = [
  '**Command:** `pytest tests/test_a.py`',
  '**Results:** 2 passed, 2 failed',
  '**PASSED:**',
  '- test_health_page (1.2s)',
  '- test_order_list (1.4s)',
  '**FAILED:**',
  '- test_socket_connection (1.4s)',
  '- test_sign_in (1.1s)',
  '',
].join('\n');
const found = (...lines: readonly string[]) =>
  successClaims(readMarkdownReport([run, ...lines].join('\n'))).map(({ message }) => message);

test('a claim of 100 % beside a failed test of the same topic is a contradiction with its division', () => {
  const [message] = found('- **Connections:** 100% SUCCESS');
  assert.match(
    message ?? '',
    /of 1 listed test about it, 1 had not passed when last run \(test_socket_connection, last at line 7.*0 \/ 1 = 0 %/,
  );
});

test('claims of other topics, of less than all, and of things that are no tests are nothing', () => {
  assert.deepEqual(
    found('- **Health:** 100% SUCCESS', '- **Connections:** 80% SUCCESS', '- **Connection coverage:** 100%'),
    [],
  );
  assert.deepEqual(found('- **Compliance:** 100% passed', '- 100% SUCCESS', '- **Tests:** 100% passed'), []);
});

test('what passed when it was run again is not held against the claim', () => {
  const again = [
    '**Command:** `pytest tests/test_a.py`',
    '**Results:** 1 passed',
    '**PASSED:**',
    '- test_socket_connection (1.4s)',
  ];
  assert.deepEqual(found(...again, '', '- **Connections:** 100% SUCCESS'), []);
});
