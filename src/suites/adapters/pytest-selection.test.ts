import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { codesOf, outcomesOf, pytestCommand as command } from '#testing/pytest-words.ts';
import { suiteOnDisk } from '#testing/suite-run.ts';
import { needs } from '#testing/tools.ts';

const names =
  'import pytest\ndef test_login(): pass\ndef test_logout(): pass\n@pytest.mark.slow\ndef test_slow_login(): pass\n';

test('-k selects by an expression, also on top of the one of the command', needs('pytest'), async () => {
  using suite = suiteOnDisk({ 'pytest.ini': '[pytest]\nmarkers = slow\n', 'test_a.py': names });
  const ids = async (words: readonly string[], keyword: string) =>
    (await suite.run({ runner: 'pytest', command: [...command, ...words], selection: { keyword } })).report.tests.map(
      ({ id }) => id.slice('test_a.py::'.length),
    );
  assert.deepEqual(await ids([], 'login'), ['test_login', 'test_slow_login']);
  assert.deepEqual(await ids([], 'login and not slow'), ['test_login']);
  assert.deepEqual(await ids(['-k', 'not slow'], 'login or logout'), ['test_login', 'test_logout']);
  assert.deepEqual(await ids(['-knot slow', '--', 'test_a.py'], 'login'), ['test_login']);
});

test('an expression that looks like an option is one inert argument', needs('pytest'), async () => {
  using suite = suiteOnDisk({
    'test_a.py': names,
    'evil.py': 'open("evil-was-here", "w").close()\n',
  });
  for (const keyword of [
    '--rootdir=/',
    '-p evil',
    '-pevil',
    '--co',
    ';rm -rf /',
    '$(touch evil-was-here)',
    '`id`',
    '-h',
  ]) {
    const { report, exit } = await suite.run({ runner: 'pytest', command, selection: { keyword } });
    assert.deepEqual([report.complete, report.tests, [4, 5].includes(exit.code ?? 0)], [false, [], true], keyword);
    assert.equal(existsSync(path.join(suite.cwd, 'evil-was-here')), false);
  }
});

test('an expression that no runner should see is refused in under 5 ms', async () => {
  using suite = suiteOnDisk({});
  const refused = [
    '',
    '  ',
    'a\0b',
    'a\nb',
    '\u001b[31m',
    'x'.repeat(40_000),
    '('.repeat(10_000),
    `${'('.repeat(30)}a${')'.repeat(30)}`,
    ') or (a',
    'a)',
    '(a',
    '--',
    '\ud800',
  ];
  await assert.rejects(suite.plan({ runner: 'pytest', command, selection: { keyword: '(' } }), {
    code: 'BAD_SELECTION',
  });
  for (const keyword of refused) {
    const began = performance.now();
    await assert.rejects(suite.plan({ runner: 'pytest', command, selection: { keyword } }), { code: 'BAD_SELECTION' });
    assert.ok(performance.now() - began < 5, `${keyword.slice(0, 20)} took ${performance.now() - began} ms`);
  }
});

test('a folder that Python would read as two is refused before anything is run, with the way out', async () => {
  using suite = suiteOnDisk({ 'test_it.py': 'def test_it(): pass' });
  await assert.rejects(suite.plan({ runner: 'pytest', command, reports: 'a:b' }), {
    code: 'BAD_DATA_FOLDER',
    hint: /--data/u,
  });
  // Where nothing of ours is put on the path, nothing is split.
  await suite.plan({ runner: 'pytest', command: ['./e2e.sh'], reports: 'a:b' });
});

const many = `
import pytest
ids = ["a b", "x::y", "[", "]", "ü", "#2", "'", '"', "\\\\", "--co", "\\n", ""] + [str(n) for n in range(1000)]
@pytest.mark.parametrize("value", range(len(ids)), ids=ids)
def test_many(value): pass
class TestC:
    def test_c(self): pass
`;

test('a rerun runs exactly the given ids, thousands of them, also with workers', needs('pytest', 'xdist'), async () => {
  using suite = suiteOnDisk({ 'tests/test_a.py': many, 'tests/test_b.py': 'def test_other(): pass\n' });
  const { report: all } = await suite.run({ runner: 'pytest', command: [...command, '-q'] });
  assert.equal(all.tests.length, 1014);
  const tests = all.tests.map(({ id }) => id).filter((_, index) => index < 12 || index % 2 === 0);
  for (const words of [[], ['-n', '2']]) {
    const { report } = await suite.run({
      runner: 'pytest',
      command: [...command, '-q', ...words],
      selection: { rerunOf: 'r1', tests },
    });
    assert.deepEqual(report.tests.map(({ id }) => id).toSorted(), tests.toSorted());
    assert.deepEqual([report.complete, report.findings, report.expected], [true, [], tests.length]);
  }
});

test(
  'a rerun of a file runs what is in it, and a test that is gone is a finding',
  needs('pytest', 'xdist'),
  async () => {
    using suite = suiteOnDisk({
      'tests/test_a.py':
        'def test_one(): pass\nclass TestC:\n    def test_two(self): pass\n    def test_three(self): pass\n',
      'tests/test_b.py': 'def test_four(): pass\ndef test_five(): pass\n',
      'tests/test_broken.py': 'import nothing_of_that_name\n',
    });
    const tests = ['tests/test_b.py', 'tests/test_a.py::TestC::test_two', 'tests/test_a.py::test_gone'];
    const seen = ['tests/test_a.py::TestC::test_two', 'tests/test_b.py::test_five', 'tests/test_b.py::test_four'];
    for (const words of [[], ['-n', '2']]) {
      const { report } = await suite.run({
        runner: 'pytest',
        command: [...command, ...words, '--ignore=tests/test_broken.py'],
        selection: { tests },
      });
      assert.deepEqual(report.tests.map(({ id }) => id).toSorted(), seen);
      assert.deepEqual(report.findings, [
        { code: 'tests-gone', message: '1 of the selected tests do not exist any more: "tests/test_a.py::test_gone"' },
      ]);
    }
    const broken = await suite.run({ runner: 'pytest', command, selection: { tests: ['tests/test_broken.py'] } });
    assert.deepEqual(outcomesOf(broken.report.tests), { 'tests/test_broken.py': 'error' });
  },
);

test('a selection that a wrapper drops is never taken for the whole', needs('pytest'), async () => {
  using suite = suiteOnDisk({ 'test_a.py': names });
  const script = ['/bin/sh', '-c', `exec ${command.join(' ')}`];
  const byKeyword = await suite.run({ runner: 'pytest', command: script, selection: { keyword: 'login' } });
  assert.deepEqual([byKeyword.report.complete, codesOf(byKeyword.report.findings)], [false, ['report-missing']]);
  const bare = ['/usr/bin/env', '-u', 'PYTEST_PLUGINS', ...command];
  const byId = await suite.run({ runner: 'pytest', command: bare, selection: { tests: ['test_a.py::test_login'] } });
  assert.deepEqual([byId.report.complete, codesOf(byId.report.findings)], [false, ['selection-ignored']]);
  const isolated = [command[0] ?? '', '-I', ...command.slice(1)];
  const { report } = await suite.run({ runner: 'pytest', command: isolated });
  assert.deepEqual([report.complete, report.tests.length], [true, 3]);
  await assert.rejects(suite.plan({ runner: 'pytest', command: isolated, selection: { tests: ['a'] } }), {
    code: 'BAD_SELECTION',
  });
});
