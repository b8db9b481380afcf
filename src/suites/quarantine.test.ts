import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestOutcome, TestResult } from '#domain/test-result.ts';

import { judgeRun } from './judge-run.ts';
import { quarantine } from './quarantine.ts';

const rule = { test: 't.py::test_race*', owner: '@chat', until: '2026-03-02', reason: 'races with the agent' };
const lastMoment = new Date('2026-03-02T23:59:59Z');
const after = new Date('2026-03-03T00:00:00Z');

function result(id: string, outcome: TestOutcome): TestResult {
  return { id, outcome, durationMs: 1, attempts: 1 };
}

const tests = [
  result('t.py::test_race[1]', 'failed'),
  result('t.py::test_race[2]', 'passed'),
  result('t.py::b', 'passed'),
];

function judged(results: readonly TestResult[], now: Date, code = 1): ReturnType<typeof judgeRun> {
  return judgeRun({
    exit: { ended: 'exited', code, durationMs: 1 },
    report: { tests: results, findings: [], complete: true },
    versionsBefore: {},
    versionsAfter: {},
    versionGaps: {},
    quarantined: quarantine(results, [rule], now),
  });
}

test('a red test in quarantine is shown and does not turn the run red, up to the end of its last day', () => {
  const { state, findings } = judged(tests, lastMoment);
  assert.equal(state, 'passed');
  assert.deepEqual(findings, [
    {
      code: 'quarantined',
      message: 'In quarantine until 2026-03-02 (@chat: races with the agent) and red: "t.py::test_race[1]"',
    },
  ]);
});

test('after its last day it counts again, and that is said', () => {
  const { state, verdictReason, findings } = judged(tests, after);
  assert.deepEqual([state, verdictReason], ['failed', '1 of 3 tests failed']);
  assert.equal(
    findings[0]?.message,
    'The quarantine ended on 2026-03-02 (@chat: races with the agent), so these count again: "t.py::test_race[1]"',
  );
});

test('quarantine spares no other test, no crash of the runner, and no run in which nothing passed', () => {
  assert.equal(judged([...tests, result('t.py::c', 'failed')], lastMoment).state, 'failed');
  assert.equal(judged(tests, lastMoment, 3).state, 'failed');
  assert.equal(judged(tests.slice(0, 1), lastMoment).state, 'failed');
});

function matching(pattern: string): readonly string[] {
  const ids = ['a.py::x', 'a.py::xy', 'b.py::x', 'a.py::x*'];
  const red = ids.map((id) => result(id, 'failed'));
  return [...quarantine(red, [{ ...rule, test: pattern }], lastMoment).spared];
}

test('a star stands for anything, and everything else for itself', () => {
  assert.deepEqual(matching('a.py::x'), ['a.py::x']);
  assert.deepEqual(matching('a.py::*'), ['a.py::x', 'a.py::xy', 'a.py::x*']);
  assert.deepEqual(matching('*::x'), ['a.py::x', 'b.py::x']);
  assert.deepEqual(matching('a*x*y'), ['a.py::xy']);
  assert.deepEqual(matching('a.py::x*x'), []);
  assert.equal(matching('*').length, 4);
});

function codes(results: readonly TestResult[]): readonly string[] {
  return judged(results, after).findings.map(({ code }) => code);
}

test('nearly all of the tests being red is the environment', () => {
  const red = Array.from({ length: 5 }, (_, index) => result(`t::${index}`, 'error'));
  assert.deepEqual(codes([...red, result('t::ok', 'passed')]), ['mostly-red']);
  assert.deepEqual(codes([...red, result('t::ok', 'passed'), result('t::ok2', 'passed')]), []);
  assert.deepEqual(codes(red.slice(0, 4)), []);
});
