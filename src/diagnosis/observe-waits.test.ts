import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import type { TestResult } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';

import type { NewObservation } from './observation-book.ts';
import { observeWaits } from './observe-waits.ts';

const run = makeRun({ id: 'r9', state: 'failed', endedAt: '2026-03-02T10:00:09.000Z' });
const green = makeRun({ id: 'r8', state: 'passed' });
const red = makeFailure('test_answer', { durationMs: 1_048 });
const symptom: Symptom = {
  id: 's1',
  phase: 'assertion',
  title: 'an assertion in 1 test',
  error: 'AssertionError',
  medianMs: 1_048,
  tests: [red.id],
  testCount: 1,
};

const passed = (name: string, durationMs: number): TestResult =>
  makeFailure(name, { outcome: 'passed', failure: undefined, durationMs });

/** What is seen of a red test of 1.048 s that took 52 ms before, beside one other. */
async function seen(otherMs: readonly [before: number, now: number], parts: Partial<Parts> = {}) {
  const { phase = 'assertion', beforeMs = 52, earlier = [green], reported = [] } = parts;
  const kept = [passed('test_answer', beforeMs), passed('test_other', otherMs[0])];
  return observeWaits(run, {
    tests: [red, passed('test_other', otherMs[1]), passed('test_quick', 30)],
    symptoms: [{ ...symptom, phase }],
    reported,
    earlier,
    store: { tests: async () => kept },
  });
}

function told(fact: NewObservation['fact'], value: string): NewObservation {
  const of = { source: 'report', says: value, at: '2026-03-02T10:00:09.000Z', isControlled: false } as const;
  return { ...of, fact, value, subject: 's1', group: 'report:s1' };
}

interface Parts {
  readonly phase: Symptom['phase'];
  readonly beforeMs: number;
  readonly earlier: (typeof green)[];
  readonly reported: readonly NewObservation[];
}

test('a red test and one that passed, quick in the last green run and both right above a second now, have begun to wait', async () => {
  const [only, ...more] = await seen([48, 1_012]);
  assert.equal(more.length, 0);
  assert.equal(only?.fact, 'report.lasts-as-others');
  assert.equal(only?.value, 1);
  assert.equal(only?.subject, 's1');
  assert.match(only?.says ?? '', /^1 other tests that passed lasted 1\.05 s as well, and were quick in r8/u);
  assert.equal(
    only?.raw,
    'tests/test_critical.py::test_answer: 0.05 s, now 1.05 s\ntests/test_critical.py::test_other: 0.05 s, now 1.01 s',
  );
});

test('what took as long before, ends elsewhere, or has no green run to be compared with is no such wait', async () => {
  assert.deepEqual(await seen([900, 1_012]), []);
  assert.deepEqual(await seen([48, 1_240]), []);
  assert.deepEqual(await seen([48, 2_012]), []);
  assert.deepEqual(await seen([48, 1_012], { beforeMs: 700 }), []);
  assert.deepEqual(await seen([48, 1_012], { earlier: [makeRun({ id: 'r7', state: 'failed' })] }), []);
});

test('an error, and an event that did not come, are a reason to wait', async () => {
  assert.deepEqual(await seen([48, 1_012], { phase: 'first-message' }), []);
  assert.deepEqual(await seen([48, 1_012], { reported: [told('report.missing-event', 'done')] }), []);
});

test('an assertion on how long it took is one, whatever it names', async () => {
  const [only] = await seen([48, 1_012], { phase: 'http', reported: [told('report.code', 'TOO_SLOW')] });
  assert.equal(only?.fact, 'report.lasts-as-others');
  assert.deepEqual(await seen([48, 1_012], { phase: 'http', reported: [told('report.code', 'TIMEOUT')] }), []);
});
