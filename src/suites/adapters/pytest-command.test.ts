import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isIsolated, keywordOf, namesReport, withWords } from './pytest-command.ts';

test('our words go behind the team’s and in front of a -- that ends pytest’s options', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['pytest tests -v', 'pytest tests -v OURS'],
    ['pytest -v -- tests', 'pytest -v OURS -- tests'],
    ['python3 -m pytest -- tests', 'python3 -m pytest OURS -- tests'],
    ['poetry run -- pytest tests', 'poetry run -- pytest tests OURS'],
    ['uv run -- /venv/bin/pytest -- tests', 'uv run -- /venv/bin/pytest OURS -- tests'],
    ['./e2e.sh -- staging', './e2e.sh -- staging OURS'],
    ['pytest-3 tests', 'pytest-3 tests OURS'],
  ];
  for (const [command, expected] of cases) {
    assert.equal(withWords(command.split(' '), ['OURS']).join(' '), expected);
  }
});

test('what the command itself selects, reports and forbids is seen', () => {
  assert.equal(keywordOf(['pytest', '-k', 'a', '-kb and c']), 'b and c');
  assert.equal(keywordOf(['pytest', '-k', 'a']), 'a');
  assert.equal(keywordOf(['pytest', '--', '-k', 'a']), undefined);
  assert.equal(namesReport(['pytest', '--junit-xml=x.xml']), true);
  assert.equal(namesReport(['pytest', '--junitxml', 'x.xml']), true);
  assert.equal(namesReport(['pytest', '--', '--junitxml=x']), false);
  assert.deepEqual(
    ['python3 -I -m pytest', 'python3 -sE -m pytest', 'python3 -m pytest', 'python3 -W E -m pytest', 'pytest -I'].map(
      (command) => isIsolated(command.split(' ')),
    ),
    [true, true, false, false, false],
  );
});
