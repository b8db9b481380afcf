import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Reply } from '#domain/reply.ts';
import { makeInquiry } from '#testing/make-inquiry.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';

import { tellingsOfProbing } from './probing-tellings.ts';
import type { RunFacts } from './run-facts.ts';
import { tellingsOf } from './run-tellings.ts';
import { tellingsOfInquiry } from './start-inquiry-announcer.ts';
import type { Telling } from './telling.ts';

const late = { queuedAt: '2026-03-02T10:00:00.000Z', startedAt: '2026-03-02T10:05:00.000Z' };
const red = makeRun({
  ...late,
  partOf: 'l1',
  state: 'failed',
  verdict: 'failed',
  endedAt: '2026-03-02T10:06:00.000Z',
  counts: { passed: 1, failed: 1, error: 0, skipped: 0, flaky: 0 },
});
const facts: RunFacts = {
  now: new Date('2026-03-02T10:06:00.000Z'),
  suite: { owner: 'S0BACK1' },
  ahead: 0,
  failures: [{ test: makeFailure('test_chat'), mark: { kind: 'new', words: 'new' } }],
  log: { path: '/log.txt' },
};
const placesOf = (tellings: readonly Telling[]) => tellings.map(({ key, under }) => [key, under]);
const replyOf = (telling: Telling | undefined): Reply | undefined =>
  telling?.content.kind === 'file' ? undefined : telling?.content.reply;

test('a run of a loop is told in its thread, without a start of its own and without calling the owner', () => {
  const tellings = tellingsOf(red, facts);
  assert.deepEqual(placesOf(tellings), [
    ['r12/root', 'l1/root'],
    ['r12/failures', 'r12/root'],
    ['r12/log', 'r12/root'],
  ]);
  assert.ok(!JSON.stringify(tellings).includes('S0BACK1'));
  const alone = tellingsOf({ ...red, partOf: undefined }, facts);
  assert.deepEqual(
    alone.map(({ key }) => key),
    ['r12/root', 'r12/started', 'r12/failures', 'r12/log'],
  );
  assert.ok(JSON.stringify(alone).includes('S0BACK1'));
});

test('a green run of a loop is one message', () => {
  const green = makeRun({ ...late, partOf: 'l1', state: 'passed', verdict: 'proven', endedAt: late.startedAt });
  assert.deepEqual(placesOf(tellingsOf(green, { ...facts, failures: [] })), [['r12/root', 'l1/root']]);
});

test('probes of a loop are one message while all is up; what is down has its ladder below', () => {
  const probing = {
    id: 'p1',
    requestId: 'l1.1.probes',
    environment: 'staging',
    partOf: 'l1',
    aim: { kind: 'endpoints', word: 'all', endpoints: ['api', 'chat'] },
    state: 'done',
    requestedBy: red.requestedBy,
    place: { channel: 'C1' },
    queuedAt: late.queuedAt,
    counts: { up: 2, down: 0, unknown: 0 },
    results: [makeProbeResult({ endpoint: 'api' }), makeProbeResult({ endpoint: 'chat' })],
    pairs: [],
  } as const;
  assert.deepEqual(placesOf(tellingsOfProbing(probing)), [['p1/root', 'l1/root']]);
  const [root, ...thread] = tellingsOfProbing({
    ...probing,
    counts: { up: 1, down: 1, unknown: 0 },
    results: [makeProbeResult({ endpoint: 'chat', standing: 'down' }), makeProbeResult({ endpoint: 'api' })],
  });
  assert.match(replyOf(root)?.headline ?? '', /chat/u);
  assert.deepEqual(placesOf(thread), [
    ['p1/ladder-1', 'p1/root'],
    ['p1/all', 'p1/root'],
  ]);
});

test('why a run of a loop failed is told in the thread of the loop', () => {
  const [told] = tellingsOfInquiry(makeInquiry(), red);
  assert.equal(told?.under, 'l1/root');
  const [alone] = tellingsOfInquiry(makeInquiry(), { ...red, partOf: undefined });
  assert.equal(alone?.under, 'r12/root');
});
