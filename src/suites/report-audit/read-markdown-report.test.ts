import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMarkdownReport } from './read-markdown-report.ts';

const read = (...lines: readonly string[]) => readMarkdownReport(lines.join('\n'));
const testsOf = (...lines: readonly string[]) =>
  read('Command: pytest a.py', ...lines).runs[0]?.tests.map(({ id, outcome, durationMs, unitMs }) => [
    id,
    outcome,
    durationMs,
    unitMs,
  ]);

test('command, duration, results, lists and their outcomes are read with their lines', () => {
  const { runs } = read(
    '### Critical',
    '**Command:** `pytest a.py -n 2`',
    '**Duration:** 61.5s (1m 01s)',
    '**Results:** 1 failed, 1 passed',
    '**✅ PASSED TESTS (1/2):**',
    '- test_a_one (1.25s) - no error at all',
    '**❌ FAILED TESTS (1/2):**',
    '1. **test_a_two** - error 1011',
    '   - test_a_two was slow (9.0s)',
    '## Next',
    '- test_b_three (1.0s)',
  );
  const [run] = runs;
  assert.equal(runs.length, 1);
  assert.deepEqual(
    [
      run?.label,
      run?.line,
      run?.lastLine,
      run?.command?.value,
      run?.wall?.value.ms,
      run?.otherWall?.value.ms,
      run?.counts?.value,
      run?.workers,
    ],
    ['Critical', 2, 9, 'pytest a.py -n 2', 61_500, 61_000, { failed: 1, passed: 1 }, { count: 2, why: '-n 2' }],
  );
  assert.deepEqual(
    run?.tests.map(({ id, outcome, durationMs, line }) => [id, outcome, durationMs, line]),
    [
      ['test_a_one', 'passed', 1_250, 6],
      ['test_a_two', 'failed', undefined, 8],
    ],
  );
  assert.deepEqual(
    run?.lists.map(({ outcome, claimed, total, listed }) => [outcome, claimed, total, listed]),
    [
      ['passed', 1, 2, 1],
      ['failed', 1, 2, 1],
    ],
  );
});

test('tests are read from items and tables of many forms', () => {
  assert.deepEqual(
    testsOf(
      '- ✅ test_a_b — 3.6s',
      '* `tests/t.py::test_c[x y]` PASSED (850 ms)',
      '- FAILED tests/t.py::TestA::test_d',
    ),
    [
      ['test_a_b', 'passed', 3_600, 100],
      ['tests/t.py::test_c[x y]', 'passed', 850, 1],
      ['tests/t.py::TestA::test_d', 'failed', undefined, undefined],
    ],
  );
  assert.deepEqual(
    testsOf(
      '| Test | Result | Time (s) |',
      '|---|---|---|',
      '| login | ✅ | 1.25 |',
      '| logout | FAIL | 0.5 |',
      '| Total | | 1.75 |',
    ),
    [
      ['login', 'passed', 1_250, 10],
      ['logout', 'failed', 500, 100],
    ],
  );
});

test('files, patterns, sentences and what is listed again are no further tests', () => {
  assert.deepEqual(
    testsOf(
      '- File: tests/test_a.py',
      '- tests/test_a.py',
      '- tests/test_real_* (171 tests)',
      '- The tests were slow (5s)',
    ),
    [],
  );
  assert.deepEqual(testsOf('- test_a_b (3.6s)', '**Slowest:**', '- test_a_b (3.6s)')?.length, 1);
});

test('a console between fences is read as what it is', () => {
  const console_ = [
    '===== test session starts =====',
    'collected 1 item',
    'a.py::test_a PASSED [100%]',
    '===== 1 passed in 0.52s =====',
  ];
  const { runs } = read('# Log', '```', ...console_, '```');
  assert.deepEqual(
    runs.map(({ line, label, collected, wall }) => [line, label, collected?.value, wall?.value.ms]),
    [[3, 'pytest', 1, 520]],
  );
});

test('text that speaks of parallel execution makes the workers unknown', () => {
  assert.equal(
    read('Command: pytest a.py', '**Results:** 3 passed', 'The tests ran in parallel.').runs[0]?.workers,
    'unknown',
  );
  assert.equal(read('Command: pytest a.py -n auto', '**Results:** 3 passed').runs[0]?.workers, 'unknown');
  assert.equal(read('Command: npx playwright test', '**Results:** 3 passed').runs[0]?.workers, 'unknown');
});
