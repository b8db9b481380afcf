import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { conditionsOf, undoing } from './conditions.ts';
import type { Finding } from './experiments/experiment.ts';
import type { FactName } from './facts.ts';

const plain = { phase: 'http', error: 'HTTPStatusError', tests: ['test_orders'] } as const;

const hints: readonly (readonly [experiment: string, symptom: Partial<Symptom>])[] = [
  ['after-a-pause', { error: 'ReadTimeout' }],
  ['after-a-pause', { status: 504 }],
  ['after-a-pause', { tests: ['test_first_search_is_quick'] }],
  ['meanwhile', { error: 'TimeoutError: timed out' }],
  ['header-sizes', { error: 'ReadTimeout' }],
  ['failing-route', { tests: ['test_ticks_come_one_by_one'] }],
  ['failing-route', { phase: 'assertion', target: 'http://desk/api/feed' }],
  ['failing-route', { tests: ['test_report_is_streamed'] }],
  ['client-agents', { status: 403 }],
  ['origins', { origin: 'https://app.example.com' }],
  ['token-pairs', { status: 401 }],
  ['token-pairs', { tests: ['test_session_is_renewed'] }],
  ['discovery', { tests: ['test_every_service_answers'] }],
  ['connections', { closeCode: 1013 }],
  ['connections', { tests: ['test_many_chats'] }],
  ['together', { status: 429 }],
  ['unread', { closeReason: 'keepalive ping timeout' }],
  ['holds', { closeCode: 1006 }],
  ['sizes', { tests: ['test_large_payload'] }],
];

test('a failure hints at what the test may have done beside the plain operation', () => {
  for (const [experiment, symptom] of hints) {
    const names = conditionsOf(makeSymptom({ ...plain, ...symptom })).map(({ name }) => name);
    assert.ok(names.includes(experiment), `${JSON.stringify(symptom)}: ${names.join(', ')}`);
  }
  assert.deepEqual(
    conditionsOf(makeSymptom({ ...plain, status: 500, tests: [] })).map(({ name }) => name),
    ['together'],
  );
  assert.deepEqual(conditionsOf(makeSymptom(plain)), []);
});

const found = (fact: FactName, value: Fact, says = 'seen'): Finding => {
  return { fact, value, says, group: 'g1', at: '2026-03-02T10:00:00.000Z', isControlled: false };
};

test('what failed under the condition of the test undoes replays that passed', () => {
  const undone: readonly (readonly [finding: Finding, symptom: Partial<Symptom>])[] = [
    [found('http.meanwhile-ms', 1_400), {}],
    [found('http.held-back', true), {}],
    [found('http.large-header', 'response TIMEOUT'), {}],
    [found('http.large-header', 'response STATUS_400'), { status: 400, headerBytes: 9_195 }],
    [found('http.client-agent', 'response STATUS_403'), { status: 403 }],
    [found('ws.origin.of-test', 'upgrade STATUS_403'), { status: 403 }],
    [found('discovery.entries', 'some-dead'), {}],
    [found('http.together', 'response STATUS_503'), { status: 503 }],
    [found('http.together', 'response STATUS_503'), { phase: 'assertion' }],
    [found('ws.unread', 'hold CLOSE_1011'), {}],
    [found('ws.largest-ok', 1_024, 'then closed with 1009'), { closeCode: 1009 }],
  ];
  for (const [finding, symptom] of undone) {
    assert.equal(undoing([finding], makeSymptom({ ...plain, ...symptom })), finding.says, finding.fact);
  }
});

test('what is well, or fails in another way, undoes nothing', () => {
  const kept: readonly (readonly [finding: Finding, symptom: Partial<Symptom>])[] = [
    [found('http.meanwhile-ms', 900), {}],
    [found('http.held-back', false), {}],
    [found('http.large-header', 'ok'), {}],
    [found('http.large-header', 'response STATUS_400'), { status: 400 }],
    [found('http.large-header', 'response STATUS_503'), { status: 400, headerBytes: 9_195 }],
    [found('http.client-agent', 'response STATUS_429'), { status: 403 }],
    [found('discovery.entries', 'all-ok'), {}],
    [found('http.together', 'response STATUS_503'), { status: 500 }],
    [found('ws.unread', 'ok'), {}],
    [found('ws.largest-ok', 1_024, 'then closed with 1009'), { closeCode: 1006 }],
  ];
  for (const [finding, symptom] of kept) {
    assert.equal(undoing([finding], makeSymptom({ ...plain, ...symptom })), undefined, finding.fact);
  }
});
