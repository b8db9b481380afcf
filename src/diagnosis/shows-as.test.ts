import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';

import { causes } from './causes/index.ts';
import { scoreCauses } from './score-causes.ts';
import { isAnsweredElse, showsAs } from './shows-as.ts';

const usual: Symptom = {
  id: 's1',
  phase: 'http',
  title: 'failed',
  error: 'Error',
  medianMs: 10,
  tests: ['t'],
  testCount: 1,
};
const refusedUpgrade: Symptom = { ...usual, id: 's2', phase: 'upgrade', status: 429 };
const missing: Symptom = { ...usual, id: 's1', phase: 'assertion' };

function causeOf(id: string) {
  const found = causes.find((each) => each.id === id);
  assert.ok(found !== undefined);
  return found;
}

test('a failure shows as a cause by how far it came, and an assertion may hide any phase', () => {
  const missed = causeOf('event-missing');
  assert.equal(showsAs(missed, { ...usual, phase: 'upgrade' }), false);
  assert.equal(showsAs(missed, { ...usual, phase: 'steady' }), true);
  assert.equal(showsAs(missed, missing), true);
});

test('statuses of one class are alike, and too many requests are a class of their own', () => {
  const down = causeOf('upstream-down');
  assert.equal(showsAs(down, { ...usual, status: 503 }), true);
  assert.equal(showsAs(down, { ...usual, status: 404 }), false);
  assert.equal(showsAs(down, { ...usual, status: 429 }), false);
});

test('a cut without a frame may be anybody’s, a code that somebody wrote is not', () => {
  const large = causeOf('message-too-big');
  assert.equal(showsAs(large, { ...usual, phase: 'steady', closeCode: 1006 }), true);
  assert.equal(showsAs(large, { ...usual, phase: 'steady', closeCode: 1011 }), false);
});

test('a request that was answered is nothing of name, certificate or upgrade, whatever else was seen of them', () => {
  const answered: Symptom = { ...usual, status: 404, target: 'http://desk/me' };
  for (const id of ['upgrade-not-forwarded', 'certificate-expired', 'redirect-on-upgrade', 'subprotocol-stripped']) {
    assert.equal(isAnsweredElse(causeOf(id), answered), true, id);
    assert.equal(isAnsweredElse(causeOf(id), { ...answered, target: 'ws://desk/chat' }), false, id);
    assert.equal(isAnsweredElse(causeOf(id), missing), false, id);
  }
  for (const id of ['route-missing', 'test-user-missing', 'order-dependence', 'stale-version']) {
    assert.equal(isAnsweredElse(causeOf(id), answered), false, id);
  }
});

test('what proves the cause of one failure does not explain another that looks unlike it', () => {
  const seen = ['completed', 'completed'].map((value, index) => ({
    id: `o${index}`,
    source: 'probe' as const,
    fact: index === 0 ? 'ws.last-event' : 'ws.plain',
    value: index === 0 ? value : 'round-trip TIMEOUT',
    at: '2026-11-22T12:00:00.000Z',
    says: value,
    group: `g${index}`,
    isControlled: false,
  }));
  const first = (symptom: Symptom, others: readonly Symptom[]): string | undefined =>
    scoreCauses(symptom, seen, causes, { others })[0]?.id;
  assert.equal(first(missing, [refusedUpgrade]), 'event-missing');
  assert.equal(first(refusedUpgrade, []), 'event-missing');
  assert.notEqual(first(refusedUpgrade, [missing]), 'event-missing');
});

test('an assertion on an answer is no sign of what ends a conversation', () => {
  const ofAnswer: Symptom = { ...missing, target: 'http://desk/me' };
  assert.equal(showsAs(causeOf('handler-error'), ofAnswer), false);
  assert.equal(showsAs(causeOf('buffering-proxy'), ofAnswer), true);
  assert.equal(showsAs(causeOf('handler-error'), { ...missing, target: 'ws://desk/chat' }), true);
});

test('who was still connecting may have come as far as TLS, and who was refused may not', () => {
  const connecting: Symptom = { ...usual, phase: 'tcp', error: 'ConnectTimeout' };
  assert.equal(showsAs(causeOf('large-packets-lost'), connecting), true);
  assert.equal(showsAs(causeOf('large-packets-lost'), { ...connecting, error: 'ConnectError' }), false);
});
