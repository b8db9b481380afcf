import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import type { FactName } from '../facts.ts';
import { weighEvidence } from '../weigh-evidence.ts';
import { causes } from './index.ts';

/** What one observation alone says about a cause, in decibans. */
function weightOf(id: string, [fact, value]: readonly [FactName, Fact], parts: Partial<Symptom> = {}): number {
  const cause = causes.find((each) => each.id === id) ?? assert.fail(`no cause "${id}"`);
  const symptom = { ...symptomOf({ 'report.phase': 'unknown' }), ...parts };
  return weighEvidence(cause, observeScene({ [fact]: value }), symptom).decibans;
}

test('a refusal that names the user is the cap of a user, and no limit for everybody', () => {
  assert.ok(weightOf('user-connection-cap', ['report.phrase', 'user-limit']) > 0);
  assert.ok(weightOf('concurrency-limit', ['report.phrase', 'user-limit']) < 0);
});

test('by the other scheme a handshake that ends in a certificate nobody trusts was one all the same', () => {
  assert.ok(weightOf('scheme-mismatch', ['scheme.other', 'tls UNABLE_TO_VERIFY_LEAF_SIGNATURE']) > 0);
  assert.ok(weightOf('scheme-mismatch', ['scheme.other', 'tls ERR_SSL_WRONG_VERSION_NUMBER']) < 0);
});

test('what is configured passes, and the test that asks elsewhere fails again', () => {
  assert.ok(weightOf('wrong-target', ['replay.other-client', true]) > 0);
});

test('a refusal that says why is no missing route', () => {
  assert.ok(weightOf('route-missing', ['http.phrase', 'origin']) < 0);
  assert.equal(weightOf('route-missing', ['http.phrase', 'none']), 0);
});

test('who says that it restarts and comes back has not been replaced', () => {
  const [restarted, gone] = [{ closeCode: 1012 }, { status: 502 }];
  assert.ok(
    weightOf('deploy-in-progress', ['replay.later', true], gone) >
      weightOf('deploy-in-progress', ['replay.later', true], restarted),
  );
  assert.ok(weightOf('deploy-in-progress', ['replay.later', false], gone) < 0);
});

test('who refuses a long header at once keeps nobody waiting', () => {
  const end = 'response STATUS_400';
  assert.ok(
    weightOf('header-too-large', ['http.large-header', end], { phase: 'upgrade', error: 'InvalidMessage' }) > 0,
  );
  assert.equal(
    weightOf('header-too-large', ['http.large-header', end], { phase: 'upgrade', error: 'TimeoutError' }),
    0,
  );
});

test('one handler that ends the connection unanswered is enough, and an address that is dead is no assertion', () => {
  assert.ok(weightOf('closed-without-response', ['http.failing-path', 'response CLOSED_WITHOUT_ANSWER']) >= 20);
  assert.equal(weightOf('closed-without-response', ['http.shallow', 'ok']), 0);
  assert.ok(weightOf('wrong-assertion', ['address.each', 'some-dead']) < 0);
});

test('a token in the wrong slot is refused at the upgrade; what fails after it is another matter', () => {
  const upgrade = { phase: 'upgrade' } as const;
  assert.equal(weightOf('token-in-wrong-slot', ['ws.form.header', 'round-trip TIMEOUT'], upgrade), 0);
  assert.ok(weightOf('token-in-wrong-slot', ['ws.form.header', 'upgrade STATUS_403'], upgrade) < 0);
});

test('what failed at first alone speaks of a start where the service itself said so, and of nothing where its proxy did', () => {
  const early = ['report.early-only', true] as const;
  assert.ok(weightOf('startup-race', early, { status: 503 }) >= 20);
  assert.ok(weightOf('startup-race', early, { closeCode: 1013 }) >= 20);
  assert.equal(weightOf('startup-race', early, { status: 502 }), 0);
  assert.ok(weightOf('healthy', early, { status: 503 }) < 0);
  assert.equal(weightOf('healthy', early, { status: 502 }), 0);
});

test('a service that eight connections find well is not too busy to answer anybody', () => {
  assert.ok(weightOf('backend-saturated', ['repeat.pattern', 'all-ok']) < 0);
  assert.equal(weightOf('backend-saturated', ['repeat.pattern', 'all-bad']), 0);
});

test('who is there, then nobody, and then there again has restarted, if its version stayed', () => {
  assert.ok(weightOf('service-restart', ['repeat.all-gone', true], { phase: 'steady' }) >= 20);
  assert.ok(weightOf('deploy-in-progress', ['repeat.all-gone', true], { phase: 'steady' }) > 0);
});

test('who has no port for a probe either is out of ports', () => {
  assert.ok(weightOf('ports-exhausted', ['machine.no-port', true], { phase: 'tcp' }) >= 20);
});

test('a key that is there twice is a race where many were sent at once, and says nothing of one alone', () => {
  const twice = ['report.phrase', 'duplicate-key'] as const;
  assert.ok(weightOf('handler-race', twice, { phase: 'http', tests: ['test_twelve_orders_at_once'] }) >= 20);
  assert.equal(weightOf('handler-race', twice, { phase: 'http', tests: ['test_order_is_kept'] }), 0);
});

test('who answered at once has not delayed its acceptance', () => {
  assert.ok(weightOf('accept-delayed', ['report.status', 400], { phase: 'upgrade' }) < 0);
  assert.equal(weightOf('accept-delayed', ['report.status', 504], { phase: 'upgrade' }), 0);
});
