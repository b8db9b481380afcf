import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestProof } from '#domain/test-proof.ts';
import { noCounts } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';

import { observeTrust } from './observe-trust.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const ids = Array.from({ length: 10 }, (_, index) => `t${index}`);
const tests = ids.map((id) => makeFailure(id, { id, outcome: 'passed' }));

function proofOf(id: string, survived: TestProof['survived']): TestProof {
  const asked = ['closed-port', 'http-500', 'ws-1011', 'empty-200'] as const;
  return { suite: 'critical', environment: 'staging', test: id, run: 'r13', at: now.toISOString(), asked, survived };
}

/** What is said of a run of ten passed tests, as many of which survive as there are entries. */
function deadTargetPassed(...survived: readonly TestProof['survived'][]): unknown {
  const proofs = ids.map((id, index) => proofOf(id, survived[index] ?? []));
  const seen = observeTrust(makeRun(), { tests, proofs, now });
  return seen.find(({ fact }) => fact === 'audit.dead-target-passed')?.value;
}

test('a test that passes against a closed port is fake, and so are the passes of a run in which many take anything', () => {
  assert.equal(deadTargetPassed(['closed-port']), true);
  assert.equal(deadTargetPassed(['empty-200'], ['empty-200'], ['http-500']), true);
});

test('few tests that take any answer for a good one are weak, and their run is not fake', () => {
  assert.equal(deadTargetPassed(['empty-200'], ['empty-200']), false);
  assert.equal(deadTargetPassed(), false);
});

test('of tests that were not tried, or did not pass, nothing is said', () => {
  const untried = { ...proofOf('t1', ['closed-port']), asked: [] };
  for (const proof of [untried, proofOf('another', ['closed-port'])]) {
    assert.deepEqual(observeTrust(makeRun(), { tests, proofs: [proof], now }), []);
  }
});

test('that durations are not padded is said of enough passed tests alone', () => {
  assert.deepEqual(paddedOf(4), undefined);
  assert.equal(paddedOf(5), false);
});

function paddedOf(passed: number): unknown {
  const run = makeRun({ counts: { ...noCounts, passed } });
  return observeTrust(run, { tests: [], proofs: [], now }).find(({ fact }) => fact === 'audit.padded')?.value;
}
