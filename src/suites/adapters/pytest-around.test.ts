import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { outcomesOf, pytestCommand as command } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

test('the report that the team writes itself is still written, and read', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'pytest.ini': '[pytest]\naddopts = --junitxml=theirs.xml\n',
    'test_a.py': 'def test_a(record_property):\n    record_property("k", "v")\ndef test_b(): assert 0\n',
  });
  for (const words of [[], ['--junitxml', 'theirs.xml'], ['--junit-xml=theirs.xml']]) {
    const { report } = await suite.run({ runner: 'pytest', command: [...command, ...words] });
    assert.deepEqual(outcomesOf(report.tests), { 'test_a.py::test_a': 'passed', 'test_a.py::test_b': 'failed' });
    assert.equal(report.complete, true);
    assert.match(await readFile(path.join(suite.cwd, 'theirs.xml'), 'utf8'), /tests="2"/);
  }
});

test('our report makes no warning of record_property into a failure', needs('pytest'), async () => {
  using suite = suiteOnDisk({ 'test_a.py': 'def test_a(record_property): record_property("k", "v")\n' });
  const { report } = await suite.run({ runner: 'pytest', command: [...command, '-W', 'error'] });
  assert.deepEqual(outcomesOf(report.tests), { 'test_a.py::test_a': 'passed' });
});

test('a pytest that cannot load our module is read from its -v output and its report', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'pytest.ini': '[pytest]\n',
    'base.py': 'class Base:\n    def test_inherited(self): pass\n    def test_red(self): assert 0\n',
    'sub/test_a.py': 'from base import Base\nclass TestIt(Base):\n    def test_b(self): pass\n',
    'sub/test_b.py':
      'import pytest\n@pytest.mark.skip(reason="so")\ndef test_s(): pass\n@pytest.fixture\ndef bad():\n    yield\n    1/0\ndef test_t(bad): pass\n',
  });
  const isolated = ['/usr/bin/env', '-u', 'PYTEST_PLUGINS', 'PYTHONPATH=..', ...command];
  for (const verbosity of [['-v'], ['-vv'], []]) {
    const { report, live } = await suite.run({ runner: 'pytest', command: [...isolated, ...verbosity], folder: 'sub' });
    const expected = {
      'sub/test_a.py::TestIt::test_b': 'passed',
      'sub/test_a.py::TestIt::test_inherited': 'passed',
      'sub/test_a.py::TestIt::test_red': 'failed',
      'sub/test_b.py::test_s': 'skipped',
      'sub/test_b.py::test_t': 'error',
    };
    assert.deepEqual(outcomesOf(report.tests), expected);
    assert.deepEqual(outcomesOf(live.tests), verbosity.length === 0 ? {} : expected);
    assert.deepEqual([report.expected, report.complete], [5, true]);
  }
});

test('a script that sets PYTHONPATH anew is run and read as it is', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'e2e.sh': `export PYTHONPATH=lib\nexec ${command.join(' ')} tests "$@"\n`,
    'lib/mine.py': '',
    'tests/test_a.py': 'import mine\nclass TestC:\n    def test_a(self): pass\ndef test_b(): assert 0\n',
  });
  const { report, live } = await suite.run({ runner: 'pytest', command: ['/bin/sh', 'e2e.sh'] });
  const expected = { 'tests/test_a.py::TestC::test_a': 'passed', 'tests/test_a.py::test_b': 'failed' };
  assert.deepEqual([outcomesOf(report.tests), outcomesOf(live.tests), report.complete], [expected, expected, true]);
  const env = ['/usr/bin/env', 'PYTHONPATH=lib', ...command];
  const told = await suite.run({ runner: 'pytest', command: env, selection: { tests: ['tests/test_a.py::test_b'] } });
  assert.deepEqual(outcomesOf(told.report.tests), { 'tests/test_a.py::test_b': 'failed' });
});

test(
  'the suite keeps its own PYTHONPATH and plugins, and tests that start pytest do not write into our report',
  needs('pytest'),
  async () => {
    using suite = suiteOnDisk({
      'lib/mine.py': 'answer = 42\n',
      'lib/extra.py': 'import pytest\n@pytest.fixture\ndef extra(): return 1\n',
      'inner/test_inner.py': 'def test_inner(): assert 0\n',
      'test_a.py': `
import subprocess, sys, pytest
from mine import answer
def test_path(extra): assert answer == 42
def test_inner():
    assert subprocess.call([sys.executable, "-m", "pytest", "inner", "-q"]) == 1
    assert pytest.main(["inner", "-q"]) == 1
`,
    });
    const { report } = await suite.run({
      runner: 'pytest',
      command: [...command, 'test_a.py'],
      variables: { PYTHONPATH: 'lib', PYTEST_PLUGINS: 'extra' },
    });
    assert.deepEqual(outcomesOf(report.tests), { 'test_a.py::test_path': 'passed', 'test_a.py::test_inner': 'passed' });
    assert.equal(report.complete, true);
  },
);
