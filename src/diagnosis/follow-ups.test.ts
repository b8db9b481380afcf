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

test('what passes by now is watched growing up, and another version is looked for at other name servers', () => {
  assert.deepEqual(namesAfter({ 'repeat.pattern': 'all-ok' }), ['growing-up']);
  assert.deepEqual(namesAfter({ 'repeat.pattern': 'all-bad' }), []);
  assert.deepEqual(namesAfter({ 'version.intended': false }), ['name-servers']);
  assert.deepEqual(namesAfter({ 'version.intended': true, 'auth.login': 'ok' }), []);
});
