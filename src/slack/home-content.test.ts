import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Suite } from '#domain/configuration.ts';
import type { Alarm } from '#domain/incident.ts';
import type { Run } from '#domain/run.ts';
import type { EnvironmentStatus, StatusFacts } from '#status/status-facts.ts';

import { newIncident } from '#state/new-incident.ts';
import { makeApproval, makeLoop } from '#testing/make-loop.ts';

import { toMessage } from './blocks.ts';
import { homeReplies } from './home-content.ts';

const now = new Date('2026-01-02T03:04:05.000Z');
const mara = { id: 'U1', name: 'mara', via: 'slack' } as const;

function run(changes: Partial<Run>): Run {
  return {
    id: 'r1',
    requestId: 'q1',
    suite: 'critical',
    environment: 'staging',
    selection: {},
    state: 'running',
    requestedBy: mara,
    queuedAt: '2026-01-02T03:00:00.000Z',
    startedAt: '2026-01-02T03:00:05.000Z',
    versions: {},
    counts: { passed: 3, failed: 1, error: 0, skipped: 0, flaky: 0 },
    expected: 25,
    failures: [],
    findings: [],
    ...changes,
  };
}

const alarm: Alarm = {
  key: 'k',
  kind: 'outage',
  environment: 'staging',
  endpoints: ['chat'],
  endpointCount: 1,
  evidence: ['3 of 3 probes failed'],
  seenAt: now.toISOString(),
};

function suite(name: string): Suite {
  return {
    name,
    runner: 'pytest',
    command: ['pytest'],
    priority: 1,
    timeoutMs: 1,
    cwd: '/',
    variables: {},
    environments: [],
    targets: [],
  };
}

const emptyFacts = { now, runs: new Map(), probings: new Map(), audits: new Map() };

const staging: EnvironmentStatus = {
  name: 'staging',
  active: [],
  loops: [],
  approvals: [],
  suites: [{ suite: suite('critical') }],
  endpoints: [],
  incidents: [],
  closes: [],
  sweeps: [],
};
const factsOf = (changes: Partial<EnvironmentStatus>): StatusFacts => ({
  now,
  environments: [{ ...staging, ...changes }],
  undelivered: 0,
});
const headlines = (facts: StatusFacts) => homeReplies(facts, '/e2e').map(({ headline }) => headline);

test('a quiet Home tab says so, lists the suites and where help is', () => {
  assert.deepEqual(headlines(factsOf({})), [
    'No run has ended yet; nothing is running',
    'critical (p1)',
    '/e2e help lists all commands',
  ]);
});

test('a running run has a bar and a Stop button; a queued one has no bar', () => {
  const active = [run({}), run({ id: 'r2', state: 'queued', startedAt: undefined })];
  const [, running, queued] = homeReplies(factsOf({ active }), '/e2e');
  assert.deepEqual(running?.sections[0], { kind: 'bar', done: 4, total: 25, red: 1 });
  assert.deepEqual(
    running?.actions.map(({ words }) => words),
    [
      ['stop', 'r1'],
      ['show', 'r1'],
    ],
  );
  assert.deepEqual(
    queued?.sections.map(({ kind }) => kind),
    ['aside'],
  );
});

test('a loop has a Stop button, and one that waits for a person leads to its card', () => {
  const approval = makeApproval();
  const loop = makeLoop({ state: 'waiting', endedAt: undefined, waitsFor: 'y1' });
  const facts = { ...emptyFacts, approval };
  const [top, under] = homeReplies(factsOf({ loops: [{ loop, facts }], approvals: [approval] }), '/e2e');
  assert.equal(top?.headline, 'No run has ended yet; 1 loop under way; 1 approval waited for');
  assert.deepEqual(
    [under?.headline, under?.actions.map(({ words }) => words)],
    [
      'Loop on staging, round 1 of 3: waiting for approval of deploy of 9c1d',
      [
        ['show', 'y1'],
        ['stop', 'l1'],
        ['show', 'l1'],
      ],
    ],
  );
});

test('a suite shows its last run, a lock who holds it and why', () => {
  const latest = run({ state: 'failed', verdict: 'failed', endedAt: '2026-01-02T03:01:05.000Z' });
  const lock = { environment: 'staging', by: mara, reason: 'deploying', at: '2026-01-02T03:00:00.000Z' };
  const replies = homeReplies(factsOf({ lock, suites: [{ suite: suite('critical'), latest }] }), '/e2e');
  assert.equal(replies[0]?.headline, 'staging: 1 of 1 suite red at the last run; nothing is running');
  assert.equal(replies[1]?.headline, 'staging is locked by mara 4 min ago: deploying');
  assert.deepEqual(replies[2]?.sections, [
    { kind: 'text', line: ['r1: critical on staging failed, 3 passed, 1 failed in 1m 00s, 3 min ago'] },
  ]);
});

test('however much there is, it fits the hundred blocks of a view and what is left out is said', () => {
  const active = Array.from({ length: 40 }, (_run, index) => run({ id: `r${index}` }));
  const suites = Array.from({ length: 80 }, (_suite, index) => ({
    suite: suite(`s${index}`),
    latest: run({ state: 'passed' }),
  }));
  const endpoints = Array.from({ length: 1_000 }, (_endpoint, index) => ({
    endpoint: `api:/${'x'.repeat(100)}${index}`,
    standing: 'unknown' as const,
    isStale: false,
    points: [],
  }));
  const incident = newIncident('i1', alarm, undefined);
  const incidents = Array.from({ length: 40 }, (_incident, index) => ({ ...incident, id: `i${index}` }));
  const lock = { environment: 'e', by: mara, at: now.toISOString() };
  const loop = { loop: makeLoop({ state: 'waiting', endedAt: undefined }), facts: emptyFacts };
  const environments = Array.from({ length: 9 }, (_environment, index) => {
    const full = index === 0 ? { active, suites, incidents } : { suites: [] };
    return { ...staging, ...full, name: `e${index}`, lock, endpoints, loops: [loop], approvals: [makeApproval()] };
  });
  const replies = homeReplies({ ...factsOf({}), environments }, '/e2e');
  const blocks = replies.flatMap((reply) => toMessage(reply).blocks).length + replies.length - 1;
  assert.ok(blocks <= 100, `${blocks} blocks`);
  assert.equal(
    replies.at(-1)?.headline,
    '7 more loops: /e2e status · 35 more incidents: /e2e incidents · 35 more runs: /e2e status · 5 more environments: /e2e status' +
      ' · 74 more suites: /e2e suites · /e2e help lists all commands',
  );
});
