import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestResult } from '#domain/test-result.ts';
import { outcomesOf, pytestCommand as command } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

const attempts = (tests: readonly TestResult[]) => tests.map((result) => [result.outcome, result.attempts]);

const withoutWords = (text: string): string => text.replaceAll(/hunter\d/g, '***');

const everyOutcome = `
import pytest, unittest
@pytest.fixture
def bad_setup(): raise ValueError("no database")
@pytest.fixture
def bad_teardown():
    yield
    raise ValueError("cannot clean up")
def test_passes(): pass
def test_fails(): assert [1, 2] == [1, 3], "numbers"
def test_raises(): raise KeyError("gone")
def test_setup(bad_setup): pass
def test_teardown(bad_teardown): pass
def test_both(bad_teardown): assert 0
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
@pytest.mark.xfail(reason="known")
def test_xfail(): assert 0
@pytest.mark.xfail
def test_xpass(): pass
@pytest.mark.xfail(strict=True, reason="must fail")
def test_strict(): pass
@pytest.mark.parametrize("text", ["a b", "x::y", "[z]", "ü", "new\\nline", "\\x1b[31m", "back\\\\slash", "a/b.py", " PASSED"])
def test_odd(text): pass
class TestOuter:
    class TestInner:
        def test_deep(self): pass
class TestUnit(unittest.TestCase):
    def test_unit(self): self.assertEqual(1, 2)
    @unittest.expectedFailure
    def test_unexpected(self): pass
`;

test('every outcome of pytest is read with its node id, reason and failure', needs('pytest'), async () => {
  using suite = suiteOnDisk({ 'tests/test_all.py': everyOutcome });
  const { report, live, exit } = await suite.run({ runner: 'pytest', command: [...command, '-v'] });
  const at = 'tests/test_all.py::';
  const expected = {
    [`${at}test_passes`]: 'passed',
    [`${at}test_fails`]: 'failed',
    [`${at}test_raises`]: 'failed',
    [`${at}test_setup`]: 'error',
    [`${at}test_teardown`]: 'error',
    [`${at}test_both`]: 'failed',
    [`${at}test_skipped`]: 'skipped',
    [`${at}test_xfail`]: 'skipped',
    [`${at}test_xpass`]: 'passed',
    [`${at}test_strict`]: 'failed',
    [`${at}test_odd[a b]`]: 'passed',
    [`${at}test_odd[x::y]`]: 'passed',
    [`${at}test_odd[[z]]`]: 'passed',
    [`${at}test_odd[\\xfc]`]: 'passed',
    [`${at}test_odd[new\\nline]`]: 'passed',
    [`${at}test_odd[\\x1b[31m]`]: 'passed',
    [`${at}test_odd[back\\\\slash]`]: 'passed',
    [`${at}test_odd[a/b.py]`]: 'passed',
    [`${at}test_odd[ PASSED]`]: 'passed',
    [`${at}TestOuter::TestInner::test_deep`]: 'passed',
    [`${at}TestUnit::test_unexpected`]: 'failed',
    [`${at}TestUnit::test_unit`]: 'failed',
  };
  assert.deepEqual(outcomesOf(report.tests), expected);
  assert.deepEqual(outcomesOf(live.tests), expected);
  assert.deepEqual(
    { complete: report.complete, findings: report.findings, expected: report.expected, code: exit.code },
    { complete: true, findings: [], expected: 22, code: 1 },
  );
  const named = new Map(report.tests.map((result) => [result.id.slice(at.length), result]));
  assert.equal(named.get('test_fails')?.file, 'tests/test_all.py');
  assert.equal(named.get('test_fails')?.failure?.type, 'AssertionError');
  assert.match(
    named.get('test_fails')?.failure?.message ?? '',
    /^AssertionError: numbers\nassert \[1, 2\] == \[1, 3\]/,
  );
  assert.equal(named.get('test_raises')?.failure?.type, 'KeyError');
  assert.equal(named.get('test_setup')?.failure?.type, 'ValueError');
  assert.match(named.get('test_both')?.failure?.details ?? '', /assert 0[\s\S]*cannot clean up/);
  assert.deepEqual([named.get('test_skipped')?.reason, named.get('test_xfail')?.reason], ['not today', 'known']);
});

test('what plugins print between and inside the lines changes no result', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'conftest.py': `
import sys
def pytest_runtest_logreport(report):
    sys.__stdout__.write("noise tests/fake.py::test_fake PASSED\\n[gw0] [ 50%] FAILED tests/fake.py::test_fake\\n")
    sys.__stdout__.flush()
def pytest_report_teststatus(report):
    return "passed", "*", ("WORKED", {"green": True})
`,
    'test_a.py': 'def test_a(): print("test_a.py::test_b FAILED")\ndef test_b(): pass\n',
  });
  const { report, live } = await suite.run({ runner: 'pytest', command: [...command, '-v', '-s'] });
  const expected = { 'test_a.py::test_a': 'passed', 'test_a.py::test_b': 'passed' };
  assert.deepEqual([outcomesOf(live.tests), outcomesOf(report.tests)], [expected, expected]);
});

test('xdist reports the same ids, also for a worker that dies', needs('pytest', 'xdist'), async () => {
  using suite = suiteOnDisk({
    'test_a.py': `
import os, pytest
@pytest.mark.parametrize("n", range(20))
def test_n(n): assert n != 7
def test_dies(): os._exit(9)
`,
  });
  const { report } = await suite.run({ runner: 'pytest', command: [...command, '-q', '-n', '2'] });
  const expected = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`test_a.py::test_n[${n}]`, n === 7 ? 'failed' : 'passed']),
  );
  assert.deepEqual(outcomesOf(report.tests), { ...expected, 'test_a.py::test_dies': 'error' });
  assert.equal(report.complete, true);
});

test(
  'a test that passed after a rerun is flaky and says why it failed first',
  needs('pytest', 'rerunfailures'),
  async () => {
    using suite = suiteOnDisk({
      'test_a.py': `
import pytest
tries = []
def test_flaky():
    tries.append(1)
    assert len(tries) > 2, "not yet"
def test_red(): assert 0
@pytest.fixture
def once():
    yield
    tries.append("x")
    assert tries.count("x") > 1
def test_teardown(once): pass
`,
    });
    const { report, live } = await suite.run({ runner: 'pytest', command: [...command, '--reruns', '2'] });
    assert.deepEqual(attempts(report.tests), [
      ['flaky', 3],
      ['failed', 3],
      ['flaky', 2],
    ]);
    assert.deepEqual(attempts(live.tests), attempts(report.tests));
    assert.match(report.tests[0]?.failure?.message ?? '', /not yet/);
  },
);

test('secrets are taken out of ids, messages and output, and the ids stay unique', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'test_a.py': `
import pytest
@pytest.mark.parametrize("word", ["hunter1", "hunter2"])
def test_word(word):
    print("said", word)
    assert not word
`,
  });
  const { report, live } = await suite.run({ runner: 'pytest', command, redact: withoutWords });
  const expected = { 'test_a.py::test_word[***]': 'failed', 'test_a.py::test_word[***] #2': 'failed' };
  assert.deepEqual([outcomesOf(report.tests), outcomesOf(live.tests)], [expected, expected]);
  assert.doesNotMatch(JSON.stringify([report, live]), /hunter/);
  assert.match(report.tests[0]?.failure?.details ?? '', /- Captured Out -+\nsaid \*\*\*\s*$/);
});
