import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextRun } from './next-run.ts';
import { runStates, type Run, type RunState } from './run.ts';
import { noCounts } from './test-result.ts';

const run = (state: RunState): Run => ({
  id: 'r1',
  requestId: 'q1',
  suite: 'critical',
  environment: 'staging',
  selection: {},
  state,
  requestedBy: { id: 'U1', name: 'Ada', via: 'slack' },
  queuedAt: '2026-01-01T00:00:00.000Z',
  versions: {},
  counts: noCounts,
  failures: [],
  findings: [],
});

test('the life of a run has these changes of state and no others', () => {
  const reached = Object.fromEntries(
    runStates.map((from) => [
      from,
      runStates.filter((to) => to !== from && nextRun(run(from), { state: to }).state === to),
    ]),
  );
  assert.deepEqual(reached, {
    queued: ['running', 'failed', 'cancelled', 'interrupted'],
    running: ['passed', 'failed', 'timed-out', 'cancelled', 'interrupted'],
    passed: [],
    failed: [],
    'timed-out': [],
    cancelled: [],
    interrupted: [],
  });
});

test('a late end changes nothing of a run that ended before', () => {
  const ended = { ...run('cancelled'), endedAt: '2026-01-01T00:01:00.000Z' };
  assert.equal(nextRun(ended, { state: 'passed', endedAt: '2026-01-01T00:02:00.000Z' }), ended);
});

test('fields other than the state may change after the end', () => {
  assert.equal(nextRun(run('failed'), { toldAt: '2026-01-01T00:02:00.000Z' }).toldAt, '2026-01-01T00:02:00.000Z');
});
