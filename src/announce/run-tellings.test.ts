import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line, Reply } from '#domain/reply.ts';
import type { Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';

import type { MarkedFailure, RunFacts } from './run-facts.ts';
import { tellingsOf } from './run-tellings.ts';

const facts = (parts: Partial<RunFacts> = {}): RunFacts => ({
  now: new Date('2026-03-02T10:01:42.000Z'),
  ahead: 0,
  failures: [],
  ...parts,
});
const suite = { owner: '@backend-oncall', impact: '$120K+ MRR' };
const startedAt = '2026-03-02T10:00:30.000Z';
const ended = { startedAt: '2026-03-02T10:00:01.000Z', endedAt: '2026-03-02T10:03:32.000Z' };
const twoRed = { ...noCounts, passed: 23, failed: 1, error: 1 };
const log = { path: '/data/log', permalink: 'https://slack.test/log' };

function marked(count: number): readonly MarkedFailure[] {
  return Array.from({ length: count }, (_, index) => ({
    test: makeFailure(`test_${index}`),
    mark: { kind: 'new', words: 'not seen before' },
  }));
}

const inWords = (line: Line): string =>
  line.map((span) => (typeof span === 'string' ? span : span.kind === 'person' ? span.id : span.text)).join('');

/** A reply as lines, to be compared at a glance. */
function read(reply: Reply): readonly string[] {
  const sections = reply.sections.flatMap((section): readonly string[] => {
    if (section.kind === 'bar') return [`bar ${section.done}/${section.total} ${section.red}`];
    if (section.kind === 'list') return section.items.map((item) => `- ${inWords(item)}`);
    return section.kind === 'text' || section.kind === 'aside' ? [inWords(section.line)] : [section.kind];
  });
  return [
    `${reply.status}: ${reply.headline}`,
    ...sections,
    ...reply.actions.map(({ words }) => `[${words.join(' ')}]`),
  ];
}

function told(run: Run, given: RunFacts): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    tellingsOf(run, given).map(({ key, content }) => [
      key.slice(run.id.length + 1),
      content.kind === 'file' ? [content.name] : read(content.reply),
    ]),
  );
}

test('a run of a terminal is told nowhere', () => {
  assert.deepEqual(tellingsOf(makeRun({ place: undefined }), facts()), []);
});

test('a queued run says how many are before it', () => {
  assert.deepEqual(told(makeRun(), facts({ ahead: 2 })), {
    root: ['queued: critical on staging is queued, 2 runs before it', 'r12 · asked for by ana', '[stop r12]'],
  });
});

test('a running run shows progress, time against the last one and the failures so far; a late start is said once', () => {
  const run = makeRun({
    state: 'running',
    startedAt,
    queuedAt: '2026-03-02T09:56:20.000Z',
    counts: { ...noCounts, passed: 11, failed: 3, error: 1 },
    expected: 25,
    latestTest: 'tests/test_critical.py::TestAuth::test_login',
    failures: ['a', 'b', 'c', 'd'].map((name) => makeFailure(`test_${name}`)),
    versions: { api: '1a2b3c', auth: '9f8e7d0c'.repeat(5) },
    selection: { keyword: 'login' },
  });
  assert.deepEqual(told(run, facts({ lastDurationMs: 211_000 })), {
    root: [
      'running: critical on staging is running, 4 failed so far',
      'bar 15/25 4',
      '1m 12s, last time 3m 31s: test_login',
      '- test_a',
      '- test_b',
      '- test_c',
      '- and 1 more',
      'r12 · asked for by ana · -k "login" · api 1a2b3c · auth 9f8e7d0c',
      '[stop r12]',
    ],
    started: ['note: Started after 4m 10s in the queue'],
  });
});

test('a run that is being stopped says by whom and offers no second stop', () => {
  const run = makeRun({ state: 'running', startedAt, stopRequestedBy: { id: 'U0BEN1', name: 'ben', via: 'slack' } });
  const { root } = told(run, facts());
  assert.deepEqual(root?.slice(-2), ['Stopping, asked for by ben', 'r12 · asked for by ana']);
});

test('passed without proof says so calmly, and nobody is mentioned', () => {
  const run = makeRun({
    ...ended,
    state: 'passed',
    verdict: 'unproven',
    verdictReason: 'Nothing has shown yet that these tests reached the stack',
    counts: { ...noCounts, passed: 25 },
  });
  assert.deepEqual(told(run, facts({ suite, log })), {
    root: [
      'unproven: critical on staging passed, unproven: 25 tests in 3m 31s',
      'Nothing has shown yet that these tests reached the stack',
      'Full log',
      'r12 · asked for by ana',
      '[run critical on staging]',
      '[show r12]',
    ],
    log: ['r12-output.log'],
  });
});

test('a red run says what, how bad and where to look, and tells its owner once', () => {
  const run = makeRun({
    ...ended,
    state: 'failed',
    verdict: 'failed',
    verdictReason: '2 of 25 tests failed',
    counts: twoRed,
    failures: [makeFailure('test_a'), makeFailure('test_b')],
  });
  const failures: readonly MarkedFailure[] = [
    { test: makeFailure('test_b', { outcome: 'error' }), mark: { kind: 'new', words: 'not seen before' } },
    { test: makeFailure('test_a'), mark: { kind: 'known', words: 'known since r8' } },
  ];
  const all = told(run, facts({ suite, log, failures, lastDurationMs: 200_000 }));
  assert.deepEqual(all, {
    root: [
      'failed: critical on staging failed: 2 of 25 tests in 3m 31s',
      '- test_a',
      '- test_b',
      'Impact $120K+ MRR',
      'Full log',
      'r12 · asked for by ana · last time 3m 20s',
      '[rerun r12]',
      '[why r12]',
      '[show r12]',
    ],
    failures: [
      'note: 2 of 25 tests failed: 1 new, 1 known',
      '- tests/test_critical.py::test_b\nassert 503 == 200\ncould not be judged after 5.0 s · not seen before',
      '- tests/test_critical.py::test_a\nassert 503 == 200\nfailed after 5.0 s · known since r8',
      'Owner of critical: @backend-oncall',
    ],
    log: ['r12-output.log'],
  });
  assert.equal(JSON.stringify(tellingsOf(run, facts({ suite, failures }))).match(/"person"/gu)?.length, 1);
});

test('a run that timed out with red tests tells its owner once as well', () => {
  const run = makeRun({ ...ended, state: 'timed-out', counts: twoRed });
  const tellings = tellingsOf(run, facts({ suite, failures: marked(2) }));
  assert.equal(JSON.stringify(tellings).match(/"person"/gu)?.length, 1);
});

test('of many failures ten are told and the rest is a file', () => {
  const run = makeRun({ ...ended, state: 'failed', counts: { ...noCounts, failed: 500 } });
  const all = told(run, facts({ failures: marked(500), failuresFile: { path: '/data/failures' } }));
  assert.equal(all['failures']?.filter((line) => line.startsWith('- ')).length, 10);
  assert.equal(all['failures']?.at(-1), '490 more failures in r12-failures.txt');
  assert.deepEqual(all['failures-file'], ['r12-failures.txt']);
});

test('a red run without red tests says why, and tells its owner', () => {
  const message = 'The runner left no report';
  const run = makeRun({
    ...ended,
    state: 'failed',
    verdictReason: message,
    findings: [{ code: 'report-missing', message }],
  });
  assert.deepEqual(told(run, facts({ suite: { owner: 'U0BEN1' } })), {
    root: [
      'failed: critical on staging failed after 3m 31s: The runner left no report',
      'r12 · asked for by ana',
      '[run critical on staging]',
      '[show r12]',
    ],
    ended: ['failed: Failed: The runner left no report', 'Owner of critical: U0BEN1'],
  });
});

const changes: readonly (readonly [Partial<Run>, string, string])[] = [
  [
    { state: 'cancelled', stopRequestedBy: { id: 'U0BEN1', name: 'ben', via: 'slack' } },
    'critical on staging was stopped by ben after 3m 31s, 15 of 25 tests done',
    'Stopped by ben',
  ],
  [
    { state: 'interrupted' },
    'critical on staging was interrupted after 3m 31s, 15 of 25 tests done',
    'Teneleven was restarted while this ran; nothing was repeated',
  ],
  [
    { state: 'timed-out', verdictReason: 'The suite was ended at its time-out, after 211 s' },
    'critical on staging timed out after 3m 31s, 15 of 25 tests done',
    'Timed out: The suite was ended at its time-out, after 211 s',
  ],
];

for (const [parts, headline, words] of changes) {
  test(`a run that ends as ${parts.state} says so in its root and its thread`, () => {
    const run = makeRun({ ...ended, ...parts, counts: { ...noCounts, passed: 15 }, expected: 25 });
    const tellings = tellingsOf(run, facts());
    const replies = tellings.map(({ content }) => (content.kind === 'file' ? undefined : content.reply.headline));
    assert.deepEqual(replies, [headline, words]);
    assert.deepEqual(
      tellings.map(({ weight, under }) => [weight, under]),
      [
        ['last', undefined],
        ['last', 'r12/root'],
      ],
    );
  });
}

test('a run whose target changed is invalid, whatever its tests say, and says why', () => {
  const verdictReason = 'The target changed while the suite ran: api 1 → 2';
  for (const state of ['passed', 'failed'] as const) {
    const run = makeRun({ ...ended, state, verdict: 'invalid', verdictReason, counts: twoRed });
    assert.ok(told(run, facts())['root']?.includes(verdictReason), state);
  }
});

test('buttons never hold what somebody typed', () => {
  const run = makeRun({ ...ended, state: 'passed', selection: { keyword: '<!channel>' } });
  const words = tellingsOf(run, facts()).flatMap(({ content }) =>
    content.kind === 'file' ? [] : content.reply.actions.flatMap((action) => action.words),
  );
  assert.deepEqual(words, ['run', 'critical', 'on', 'staging', 'show', 'r12']);
});
