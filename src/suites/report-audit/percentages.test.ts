import assert from 'node:assert/strict';
import { test } from 'node:test';

import { percentages } from './percentages.ts';
import { readMarkdownReport } from './read-markdown-report.ts';

const found = (line: string) => percentages(readMarkdownReport(line)).map(({ message }) => message);

test('a percentage beside counts that make another one is told with the division', () => {
  assert.deepEqual(found('- Critical: 23/25 PASSED (96% success)'), ['96 % stands beside 23 of 25: 23 / 25 = 92.0 %']);
  assert.deepEqual(found('Results: 4 passed, 1 failed (90% success)'), ['90 % stands beside 4 of 5: 4 / 5 = 80.0 %']);
  assert.deepEqual(found('- Sockets: 0% → 100% (4/5 now pass)'), ['100 % stands beside 4 of 5: 4 / 5 = 80.0 %']);
});

test('rounding, failure rates and percentages of something else are nothing', () => {
  const right = [
    '- 23/25 PASSED (92% success)',
    'Results: 12 passed, 0 failed, 3 skipped (100% pass rate)',
    '- 2/3 passed (66%)',
    '- 2/3 passed (67%)',
    '- 1/7 tests passed (14.3%)',
    '- 2 of 25 failed, 92% passed',
    '- 4 passed, 1 failed (80% SUCCESS vs 0% before)',
    '- HTTP/2 200, CPU at 40%',
    '- coverage 85% of 1200 lines',
    '- done on 9/9/2025, 100% certain',
    '- tests 1-25, 50% of the budget',
    '- 3/4 services healthy; latency 12% lower than yesterday',
  ];
  assert.deepEqual(right.flatMap(found), []);
});
