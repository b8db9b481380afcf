import assert from 'node:assert/strict';
import { test } from 'node:test';

import { durationConclusions } from './duration-conclusions.ts';
import { readMarkdownReport } from './read-markdown-report.ts';

const run = '**Command:** `pytest tests/test_a.py`\n- test_fast_one (0.412s)\n- test_slow_one (6.200s)\n\n## After\n';
const found = (...lines: readonly string[]) =>
  durationConclusions(readMarkdownReport([run, ...lines].join('\n'))).map(({ code }) => code);

test('that tests are real because they took long is a doubt', () => {
  assert.deepEqual(found('- Tests executed >0.3 seconds, proving real service interaction'), [
    'duration-proves-nothing',
  ]);
  assert.deepEqual(found('- Executions took over 0.1 s: authentic'), ['duration-proves-nothing']);
});

test('that all took so long is a contradiction where one is listed that did not', () => {
  assert.deepEqual(found('- **All tests >1 second execution time**'), ['duration-claim-contradicted']);
  assert.deepEqual(found('- All tests took more than 400ms'), []);
});

test('a limit of a service and a threshold are no such claims', () => {
  assert.deepEqual(
    found('- Responses over 2 seconds are logged', '- Tests fail after more than 30 s', '- 3 tests > 5 s'),
    [],
  );
});
