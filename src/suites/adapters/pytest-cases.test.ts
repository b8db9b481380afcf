import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ReportedCase } from '../junit-result.ts';
import { nodeIdsOf } from './pytest-cases.ts';

const found = (classname: string, name: string, file?: string): ReportedCase => ({
  name,
  classname,
  file,
  suite: 'pytest',
  outcome: 'passed',
  durationMs: 0,
  attempts: 1,
});

test('ids that were seen live are found again through pytest’s own mangling', () => {
  const live = ['a/b.py::C::test_x[p::q/r.s]', 'a/b/C.py::test_x', 'a b/t.py::test_e[\u001b]', 'broken.py'];
  const cases = [
    found('a.b.C', 'test_x', 'a/b/C.py'),
    found('a.b.C', 'test_x[p::q/r.s]', 'base.py'),
    found('a b.t', 'test_e[#x1B]'),
    found('', 'broken'),
  ];
  assert.deepEqual(nodeIdsOf(cases, [], live), [live[1], live[0], live[2], live[3]]);
});

test('without any id the file, or else the capital letter of a class, is the best guess', () => {
  const cases = [
    found('tests.test_a.TestB.TestC', 'test_d[x.y]', 'tests/test_a.py'),
    found('tests.test_a', 'test_e'),
    found('tests.test_a.TestB', 'test_f', 'tests/base.py'),
    found('', 'tests.test_broken'),
  ];
  assert.deepEqual(nodeIdsOf(cases, [], []), [
    'tests/test_a.py::TestB::TestC::test_d[x.y]',
    'tests/test_a.py::test_e',
    'tests/test_a.py::TestB::test_f',
    'tests/test_broken.py',
  ]);
});

test('ids in the order of the cases are taken as they are', () => {
  assert.deepEqual(nodeIdsOf([found('x', 'y')], ['any::id'], []), ['any::id']);
});
