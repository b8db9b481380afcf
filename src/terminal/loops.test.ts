import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Loop } from '#domain/loop.ts';
import { makeApproval, makeApprovalCard, makeLoop, makeLoopStep, makeRound } from '#testing/make-loop.ts';
import { makeRun } from '#testing/make-run.ts';

import { answerApproval } from './answer-approval.ts';
import { loopExitCode } from './loop-exit-code.ts';
import { loopLines, loopNow } from './loop-lines.ts';

const now = new Date('2026-03-02T10:00:12.000Z');
const run = makeRun({ state: 'passed', verdict: 'unproven', endedAt: '2026-03-02T10:00:10.000Z' });
const facts = { now, runs: new Map([['r12', run]]), probings: new Map(), audits: new Map() };
const codeOf = (parts: Partial<Loop>): number => loopExitCode([{ loop: makeLoop(parts), facts }]);

const ask = (parts: Parameters<typeof makeApproval>[0], isTty: boolean, agrees: boolean): string => {
  const answer = answerApproval(makeApproval(parts), { isTty, agrees });
  return answer.kind === 'refuse' ? answer.reason : answer.kind;
};

test('green is 0, red 1, and 3 what was ended early or is red for nothing but a missing proof', () => {
  assert.equal(codeOf({}), 0);
  assert.equal(codeOf({ state: 'stopped' }), 3);
  assert.equal(codeOf({ state: 'interrupted' }), 3);
  assert.equal(codeOf({ state: 'red' }), 3);
  const steps = [makeLoopStep('probes', { state: 'failed' })];
  assert.equal(codeOf({ state: 'red', rounds: [makeRound({ steps })] }), 1);
  assert.equal(codeOf({ state: 'red', rounds: [] }), 1);
  assert.equal(codeOf({ state: 'red', suites: ['critical', 'never-run'] }), 1);
  const failed = new Map([['r12', { ...run, state: 'failed' } as const]]);
  assert.equal(loopExitCode([{ loop: makeLoop({ state: 'red' }), facts: { ...facts, runs: failed } }]), 1);
  assert.equal(loopExitCode([]), 3);
});

test('a question is answered beforehand, asked, or refused with the way out; never for four eyes', () => {
  assert.equal(ask({}, true, false), 'ask');
  assert.equal(ask({}, false, true), 'approve');
  assert.match(ask({}, false, false), /agree beforehand with --yes/u);
  assert.match(ask({ asks: 'four-eyes' }, true, true), /second pair of eyes besides ada/u);
  const card = makeApprovalCard({ name: 'keep-build', command: [] });
  assert.equal(ask({ card }, true, true), 'ask');
  assert.match(ask({ card }, false, true), /say "keep build" beforehand/u);
});

test('what happened is one line each, in its order; what goes on is one line with its time', () => {
  const steps = [
    makeLoopStep('deploy'),
    makeLoopStep('suites', { state: 'running', endedAt: undefined, startedAt: '2026-03-02T10:00:08.000Z' }),
  ];
  const round = makeRound({ steps, decision: undefined, endedAt: undefined });
  const loop = makeLoop({ state: 'running', endedAt: undefined, rounds: [round] });
  assert.deepEqual(
    loopLines(loop, facts).map(({ text }) => text),
    ['l1: round 1 of 3', '  deploy passed after 2.0 s: deploy passed', '  r12 critical passed, unproven'],
  );
  assert.equal(loopNow(loop, facts), 'l1 · round 1 · running suites · 4.0 s · 11.0 s in all');
  const waiting = { ...loop, state: 'waiting' } as const;
  const hostile = makeApproval({ environment: 'sta\u001b[31mging\nnow' });
  assert.match(loopNow(waiting, { ...facts, approval: hostile }), /^l1: Approve deploy of 9c1d on sta.*ging now\?/u);
});
