import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codesOf, outcomesOf, pytestCommand as command } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

test('a file that cannot be collected is an error under its own node id', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'tests/test_broken.py': 'import nothing_of_that_name\n',
    'tests/test_skipped.py': 'import pytest\npytest.importorskip("nothing_of_that_name")\n',
    'tests/test_ok.py': 'def test_ok(): pass\n',
  });
  const { report, exit } = await suite.run({ runner: 'pytest', command });
  assert.deepEqual(outcomesOf(report.tests), { 'tests/test_broken.py': 'error', 'tests/test_skipped.py': 'skipped' });
  assert.equal(exit.code, 2);
  const failure = report.tests.find(({ outcome }) => outcome === 'error')?.failure;
  assert.equal(failure?.message, "ModuleNotFoundError: No module named 'nothing_of_that_name'");
  assert.equal(failure?.type, 'ModuleNotFoundError');
  assert.deepEqual(codesOf(report.findings), ['tests-not-run']);
});

test('a pytest that dies leaves what was seen and the name of the test that ran', needs('pytest'), async () => {
  for (const [death, signal] of [
    ['os._exit(0)', undefined],
    ['os.kill(os.getpid(), 11)', 'SIGSEGV'],
    ['os.kill(os.getpid(), 9)', 'SIGKILL'],
  ] as const) {
    using suite = suiteOnDisk({
      'test_a.py': `import os\ndef test_one(): assert 0, "seen"\ndef test_two(): pass\ndef test_dies(): ${death}\ndef test_never(): pass\n`,
    });
    const { report, exit } = await suite.run({ runner: 'pytest', command });
    assert.deepEqual(outcomesOf(report.tests), { 'test_a.py::test_one': 'failed', 'test_a.py::test_two': 'passed' });
    assert.match(report.tests[0]?.failure?.details ?? '', /seen/);
    assert.deepEqual([exit.signal, report.complete, report.expected], [signal, false, 4]);
    assert.deepEqual(codesOf(report.findings), ['report-missing', 'ended-while-running']);
    assert.match(report.findings[0]?.message ?? '', /2 of 4 tests were seen$/);
    assert.equal(report.findings.at(-1)?.message, 'pytest ended while running "test_a.py::test_dies"');
  }
});

test('exit codes 3, 4 and 5 and a missing pytest are never a trustworthy report', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'test_a.py': 'def test_a(): pass\n',
    'internal/test_a.py': 'def test_a(): pass\n',
    'internal/conftest.py': 'def pytest_runtest_logfinish(): raise RuntimeError("plugin broke")\n',
    'exit/test_a.py':
      'import pytest\ndef test_a(): pass\ndef test_b(): pytest.exit("enough", returncode=0)\ndef test_c(): pass\n',
  });
  const seen = async (words: readonly string[]) => {
    const { report, exit } = await suite.run({ runner: 'pytest', command: words });
    return [exit.code, report.complete, codesOf(report.findings), report.findings[0]?.message] as const;
  };
  assert.deepEqual(await seen([...command, 'internal']), [
    3,
    false,
    ['internal-error'],
    'pytest failed in itself: RuntimeError: plugin broke',
  ]);
  assert.deepEqual(await seen([...command, 'nowhere.py']), [
    4,
    false,
    ['usage-error'],
    'pytest refused its command line: file or directory not found: nowhere.py',
  ]);
  assert.deepEqual((await seen([...command, '--nonsense', 'test_a.py'])).slice(0, 3), [
    4,
    false,
    ['usage-error', 'report-missing'],
  ]);
  assert.deepEqual(await seen([...command, 'test_a.py', '-k', 'nothing']), [
    5,
    false,
    ['no-tests'],
    'No test was selected, 1 were left out',
  ]);
  assert.deepEqual(await seen([...command, 'exit']), [
    0,
    false,
    ['interrupted', 'tests-not-run'],
    'pytest was interrupted: enough',
  ]);
  assert.deepEqual((await seen(['/usr/bin/python3', '-S', '-m', 'pytest'])).slice(0, 3), [
    1,
    false,
    ['runner-missing', 'report-missing'],
  ]);
});

test('tests that -x and --maxfail leave out are said and not counted', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'test_a.py': Array.from({ length: 6 }, (_, n) => `def test_${n}(): assert ${n % 2}\n`).join(''),
  });
  const { report } = await suite.run({ runner: 'pytest', command: [...command, '--maxfail=2'] });
  assert.deepEqual([report.tests.length, report.expected, report.complete], [3, 6, true]);
  assert.deepEqual(report.findings, [
    { code: 'tests-not-run', message: '3 of 6 tests were not run: stopping after 2 failures' },
  ]);
});
