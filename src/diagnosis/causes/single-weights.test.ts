import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Fact } from '#domain/observation.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import type { FactName } from '../facts.ts';
import { weighEvidence } from '../weigh-evidence.ts';
import { causes } from './index.ts';

/** What one observation alone says about a cause, in decibans. */
function weightOf(id: string, fact: FactName, value: Fact): number {
  const cause = causes.find((each) => each.id === id) ?? assert.fail(`no cause "${id}"`);
  return weighEvidence(cause, observeScene({ [fact]: value }), symptomOf({ 'report.phase': 'unknown' })).decibans;
}

test('a refusal that names the user is the cap of a user, and no limit for everybody', () => {
  assert.ok(weightOf('user-connection-cap', 'report.phrase', 'user-limit') > 0);
  assert.ok(weightOf('concurrency-limit', 'report.phrase', 'user-limit') < 0);
});

test('by the other scheme a handshake that ends in a certificate nobody trusts was one all the same', () => {
  assert.ok(weightOf('scheme-mismatch', 'scheme.other', 'tls UNABLE_TO_VERIFY_LEAF_SIGNATURE') > 0);
  assert.ok(weightOf('scheme-mismatch', 'scheme.other', 'tls ERR_SSL_WRONG_VERSION_NUMBER') < 0);
});

test('what is configured passes, and the test that asks elsewhere fails again', () => {
  assert.ok(weightOf('wrong-target', 'replay.other-client', true) > 0);
});
