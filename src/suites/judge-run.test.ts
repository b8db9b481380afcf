import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestOutcome, TestResult } from '#domain/test-result.ts';

import { judgeRun, type Evidence } from './judge-run.ts';

const result = (outcome: TestOutcome, id = `t::${outcome}`): TestResult => ({
  id,
  outcome,
  durationMs: 1,
  attempts: 1,
});

function evidence(change: Partial<Evidence> = {}, outcomes: readonly TestOutcome[] = ['passed']): Evidence {
  return {
    exit: { ended: 'exited', code: 0, durationMs: 1_000 },
    report: { tests: outcomes.map((each, index) => result(each, `t${index}`)), findings: [], complete: true },
    versionsBefore: { api: 'a1' },
    versionGaps: {},
    versionsAfter: { api: 'a1' },
    ...change,
  };
}

test('a complete green report with exit code 0 passed, and is unproven', () => {
  assert.deepEqual(judgeRun(evidence()), {
    state: 'passed',
    verdict: 'unproven',
    verdictReason: 'Nothing has shown yet that these tests reached the stack',
    findings: [],
  });
});

test('less than what ran before, and waits of one length, are not proven, whatever the tests reached', () => {
  const contacts = [{ host: 'stack', port: 80, connections: 1, bytesOut: 9, bytesIn: 9 }];
  const report = { tests: [{ ...result('passed'), contacts }], findings: [], complete: true };
  const proof = { targets: [{ host: 'stack', port: 80 }], blindSpots: [] };
  const judged = (code: string) =>
    judgeRun(evidence({ report, proof, audit: [{ code, message: code, weight: 'doubt', evidence: [] }] }));
  assert.equal(judged('same-durations').verdict, 'proven');
  for (const code of ['fewer-tests-than-before', 'more-skipped-than-before', 'timer-padded']) {
    assert.deepEqual([judged(code).verdict, judged(code).verdictReason], ['unproven', code]);
  }
});

test('one red test fails the run', () => {
  const { state, verdict, verdictReason } = judgeRun(
    evidence({ exit: { ended: 'exited', code: 1, durationMs: 1 } }, ['passed', 'failed', 'error']),
  );
  assert.deepEqual(
    { state, verdict, verdictReason },
    { state: 'failed', verdict: 'failed', verdictReason: '2 of 3 tests failed' },
  );
});

test('green results with a bad exit code, an incomplete report, no tests or only skipped ones never pass', () => {
  const report = evidence().report;
  const cases: readonly Evidence[] = [
    evidence({ exit: { ended: 'exited', code: 3, durationMs: 1 } }),
    evidence({ exit: { ended: 'exited', signal: 'SIGSEGV', durationMs: 1 } }),
    evidence({ report: { ...report, complete: false } }),
    evidence({}, []),
    evidence({}, ['skipped', 'skipped']),
    evidence({ exit: { ended: 'lost', reason: 'no such program', durationMs: 1 } }),
  ];
  assert.deepEqual(
    cases.map((each) => judgeRun(each).state),
    cases.map(() => 'failed'),
  );
});

test('a runner that ends with a code although nothing is red is a finding', () => {
  const { findings } = judgeRun(evidence({ exit: { ended: 'exited', code: 3, durationMs: 1 } }));
  assert.deepEqual(findings, [{ code: 'exit-code', message: 'No test is red, but the runner ended with exit code 3' }]);
});

test('a service that changed its version makes the run invalid, one that stopped reporting does not', () => {
  const changed = judgeRun(evidence({ versionsAfter: { api: 'b2' } }));
  assert.equal(changed.verdict, 'invalid');
  assert.deepEqual(changed.findings, [
    { code: 'target-changed', message: 'The version changed during the run: api a1 → b2' },
  ]);
  assert.equal(judgeRun(evidence({ versionsAfter: {} })).verdict, 'unproven');
});

test('a version that could not be read is a finding and decides nothing', () => {
  const { verdict, findings } = judgeRun(evidence({ versionGaps: { auth: 'HTTP 503' } }));
  assert.deepEqual(
    [verdict, findings],
    ['unproven', [{ code: 'version-unread', message: 'The version of auth could not be read: HTTP 503' }]],
  );
});

test('a time-out and a cancellation are states of their own', () => {
  const late = judgeRun(evidence({ exit: { ended: 'timed-out', durationMs: 60_000 } }));
  assert.deepEqual(
    [late.state, late.verdict, late.verdictReason],
    ['timed-out', 'failed', 'The suite was ended at its time-out, after 60 s'],
  );
  const stopped = judgeRun(evidence({ exit: { ended: 'cancelled', durationMs: 1 } }));
  assert.deepEqual([stopped.state, stopped.verdict], ['cancelled', undefined]);
});
