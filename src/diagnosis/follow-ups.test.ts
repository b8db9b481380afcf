import assert from 'node:assert/strict';
import { test } from 'node:test';

import { observeScene } from '#testing/cause-scenes/observe-scene.ts';
import type { Facts } from '#testing/cause-scenes/scene.ts';

import { followUpsOf } from './follow-ups.ts';

const namesAfter = (seen: Facts): readonly string[] => followUpsOf(observeScene(seen)).map(({ name }) => name);

test('what broke off is followed by a look at the process, where that is not known', () => {
  assert.deepEqual(namesAfter({ 'ws.plain': 'round-trip CLOSE_1006' }), ['after-the-operation']);
  assert.deepEqual(namesAfter({ 'ws.plain': 'round-trip CLOSE_1006', 'health.uptime-fell': false }), []);
  assert.deepEqual(namesAfter({ 'ws.plain': 'auth CLOSE_1011' }), []);
});

test('what ended while it was held is held again, with pings and without', () => {
  assert.deepEqual(namesAfter({ 'ws.plain': 'hold CLOSE_1001' }), ['holds']);
});

test('an assertion that fails again while one user passes is asked about with two users, another failure is not', () => {
  assert.deepEqual(namesAfter({ 'report.phase': 'assertion', 'replay.other-client': true }), ['two-users']);
  assert.deepEqual(namesAfter({ 'report.phase': 'upgrade', 'replay.other-client': true }), []);
});

test('what is refused is asked as another user, and with a token that another one made', () => {
  assert.deepEqual(namesAfter({ 'ws.plain': 'upgrade STATUS_403' }).slice(0, 2), ['other-user', 'token-makers']);
  assert.deepEqual(namesAfter({ 'http.failing-path': 'response STATUS_401' }).slice(0, 2), [
    'other-user-by-http',
    'token-makers',
  ]);
});

test('what passes by now is watched growing up, and another version is looked for at other name servers', () => {
  assert.deepEqual(namesAfter({ 'repeat.pattern': 'all-ok' }), ['growing-up']);
  assert.deepEqual(namesAfter({ 'repeat.pattern': 'all-bad' }), []);
  assert.deepEqual(namesAfter({ 'version.intended': false }), ['name-servers']);
  assert.deepEqual(namesAfter({ 'version.intended': true, 'auth.login': 'ok' }), []);
});
