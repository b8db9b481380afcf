import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';

import type { RunFacts } from './run-facts.ts';
import { runReply } from './run-reply.ts';
import { endedReply } from './thread-replies.ts';

const run: Run = {
  id: 'r1',
  requestId: 'q1',
  suite: 'critical',
  environment: 'staging',
  selection: { keyword: 'nosuch' },
  state: 'failed',
  verdict: 'failed',
  verdictReason: 'No tests were run',
  requestedBy: { id: 'U1', name: 'Ada', via: 'slack' },
  queuedAt: '2026-01-01T00:00:00.000Z',
  versions: {},
  counts: noCounts,
  failures: [],
  findings: [],
};
const suite = { owner: 'S0123', impact: 'all of it' };
const facts: RunFacts = { now: new Date(0), suite, lastDurationMs: undefined, ahead: 0, failures: [] };
const told = (each: Run): string => JSON.stringify([runReply(each, facts), endedReply(each, facts)]);

test('a selection that met no test names neither impact nor owner; a whole suite without tests does', () => {
  assert.doesNotMatch(told(run), /S0123|all of it/u);
  assert.match(told({ ...run, selection: {} }), /all of it.*S0123/u);
});
