import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeApproval } from '#testing/make-loop.ts';

import { decideApproval } from './decide-approval.ts';

const ada = { id: 'U0ADA1', name: 'ada', via: 'slack' } as const;
const grace = { id: 'U0GRACE1', name: 'grace', via: 'slack' } as const;
const inTime = new Date('2026-03-02T10:05:00.000Z');

test('an approval is decided once, with who and when', () => {
  const waiting = makeApproval();
  const approved = decideApproval(waiting, { by: grace, kind: 'approve' }, inTime);
  assert.deepEqual(approved, {
    ...waiting,
    state: 'approved',
    decidedBy: grace,
    decidedAt: '2026-03-02T10:05:00.000Z',
    reason: undefined,
  });
  assert.throws(() => decideApproval(approved, { by: ada, kind: 'refuse', reason: 'too late' }, inTime), {
    code: 'NOT_WAITING',
    message: 'y1 is already approved by grace at 10:05 UTC',
  });
  const refused = decideApproval(waiting, { by: ada, kind: 'refuse', reason: 'not during the demo' }, inTime);
  assert.throws(() => decideApproval(refused, { by: grace, kind: 'approve' }, inTime), {
    message: 'y1 is already refused by ada at 10:05 UTC: "not during the demo"',
  });
  const withdrawn = makeApproval({ state: 'withdrawn', reason: 'l1 was stopped' });
  assert.throws(() => decideApproval(withdrawn, { by: grace, kind: 'approve' }, inTime), {
    code: 'NOT_WAITING',
    message: 'y1 is not asked for any more: "l1 was stopped"',
  });
});

test('at the very moment of its end it is expired, whether that was written down or not', () => {
  const { expiresAt } = makeApproval();
  const by = grace;
  const just = new Date(Date.parse(expiresAt) - 1);
  assert.equal(decideApproval(makeApproval(), { by, kind: 'approve' }, just).state, 'approved');
  for (const state of ['waiting', 'expired'] as const) {
    assert.throws(() => decideApproval(makeApproval({ state }), { by, kind: 'approve' }, new Date(expiresAt)), {
      code: 'EXPIRED',
      message: 'y1 expired at 10:30 UTC: nothing was run',
    });
  }
  assert.throws(() => decideApproval(makeApproval({ state: 'expired' }), { by, kind: 'refuse' }, just), {
    code: 'EXPIRED',
  });
});

test('who asked cannot approve what needs four eyes, but may refuse it', () => {
  const approval = makeApproval({ asks: 'four-eyes' });
  assert.throws(() => decideApproval(approval, { by: ada, kind: 'approve' }, inTime), { code: 'FOUR_EYES' });
  assert.equal(decideApproval(approval, { by: grace, kind: 'approve' }, inTime).state, 'approved');
  assert.equal(decideApproval(approval, { by: ada, kind: 'refuse' }, inTime).state, 'refused');
  const terminal = { id: '1000', name: 'Ada', via: 'terminal' } as const;
  assert.throws(() => decideApproval(approval, { by: terminal, kind: 'approve' }, inTime), { code: 'FOUR_EYES' });
  assert.equal(decideApproval(makeApproval(), { by: ada, kind: 'approve' }, inTime).state, 'approved');
});
