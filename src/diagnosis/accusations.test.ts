import assert from 'node:assert/strict';
import { test } from 'node:test';

import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';
import type { Facts } from '#testing/cause-scenes/scene.ts';

import { causes } from './causes/index.ts';
import { isHonest } from './honest-answers.ts';
import { mostUngated, scoreCauses } from './score-causes.ts';
import { weighEvidence } from './weigh-evidence.ts';

const signs = {
  'report.phase': 'steady',
  'report.error': 'ConnectionClosedError',
  'report.close-code': 1006,
  'replay.passed': 3,
  'repeat.pattern': 'all-ok',
  // It fails again, whatever passes alone.
  'rerun.suite': 'alike',
} as const;

function confidenceOf(id: string, facts: Facts): number {
  const few = causes.filter((cause) => cause.id === id || isHonest(cause.id));
  const ranked = scoreCauses(symptomOf(facts), observeScene(facts), few);
  return ranked.find((each) => each.id === id)?.confidence ?? 0;
}

function decibansOf(id: string, facts: Facts): number {
  const cause = causes.find((each) => each.id === id);
  assert.ok(cause);
  return weighEvidence(cause, observeScene(facts), symptomOf(facts)).decibans;
}

test('signs that most systems show accuse nobody, however many there are; one that is strong does', () => {
  assert.ok(confidenceOf('deploy-in-progress', signs) <= mostUngated);
  assert.ok(confidenceOf('deploy-in-progress', { ...signs, 'version.changing': true }) > 0.9);
});

test('who has been up since long before the run was neither restarted nor replaced', () => {
  const older = { ...signs, 'health.uptime-fell': true } as const;
  for (const id of ['deploy-in-progress', 'service-restart', 'out-of-memory']) {
    assert.ok(confidenceOf(id, { ...older, 'health.older-than-run': true }) < confidenceOf(id, older), id);
  }
});

test('an error of the server among many connections is their race, and not where there are few or the client closed', () => {
  const closed = {
    'report.phase': 'steady',
    'report.error': 'ConnectionClosedError',
    'report.close-code': 1011,
    'report.closed-by': 'server',
    'rerun.alone': 'failed',
  } as const;
  const few = confidenceOf('handler-race', { ...closed, 'report.sockets-before': 2 });
  const many = { ...closed, 'report.sockets-before': 6 } as const;
  assert.ok(confidenceOf('handler-race', many) > few);
  assert.equal(confidenceOf('handler-race', { ...many, 'report.closed-by': 'client' }), few);
});

test('what passes with another Origin, user or way accuses nobody where it passes as configured as well', () => {
  const red = {
    'report.phase': 'assertion',
    'report.error': 'AssertionError',
    'replay.other-client': true,
    'rerun.alone': 'failed',
    'http.shallow': 'ok',
  } as const;
  const pairs = [
    ['origin-rejected', { 'ws.origin.none': 'ok', 'ws.origin.other': 'ok' }, 'ws.token.good'],
    ['test-user-missing', { 'ws.other-user': 'ok' }, 'ws.token.good'],
    ['upgrade-not-forwarded', { 'ws.direct': 'ok' }, 'ws.plain'],
    ['route-missing', { 'http.failing-direct': 'ok' }, 'http.failing-path'],
  ] as const;
  for (const [id, other, plain] of pairs) {
    const without = confidenceOf(id, { ...red, [plain]: 'ok' });
    assert.equal(confidenceOf(id, { ...red, ...other, [plain]: 'ok' }), without, id);
    assert.ok(confidenceOf(id, { ...red, ...other, [plain]: 'upgrade STATUS_403' }) > without, id);
  }
});

const said = (phrase: string): Facts => ({
  'report.phase': 'http',
  'report.error': 'AssertionError',
  'report.phrase': phrase,
});

test('what a service says of its session or settings is enough where the test alone fails again, and is not by itself', () => {
  for (const [id, phrase] of [
    ['affinity-missing', 'unknown-session'],
    ['variable-missing', 'variable-missing'],
  ] as const) {
    assert.ok(confidenceOf(id, said(phrase)) <= mostUngated, id);
    assert.ok(confidenceOf(id, { ...said(phrase), 'rerun.alone': 'failed' }) > mostUngated, id);
  }
});

test('a test that is green and red alone is flaky, also where the one or two whole runs there were had it red', () => {
  const mixed = {
    'report.phase': 'assertion',
    'report.error': 'AssertionError',
    'replay.passed': 3,
    'rerun.alone': 'mixed',
    'repeat.pattern': 'all-ok',
  } as const;
  const few = { ...mixed, 'history.came-and-went': false, 'rerun.suite': 'alike' } as const;
  assert.equal(decibansOf('flaky-test', few), decibansOf('flaky-test', mixed));
  assert.ok(confidenceOf('flaky-test', few) > 0.8);
  assert.ok(confidenceOf('flaky-test', { ...few, 'rerun.alone': 'failed' }) < 0.3);
});

test('a 429 that comes at once and calls itself a limit is one, however its reruns end; one after a wait is not by that', () => {
  const refused = {
    'report.phase': 'http',
    'report.error': 'AssertionError',
    'report.status': 429,
    'report.phrase': 'rate-limit',
    'rerun.alone': 'mixed',
  } as const;
  assert.ok(confidenceOf('rate-limited', refused) > 0.8);
  const unsaid = { ...refused, 'report.phrase': 'none' } as const;
  assert.ok(confidenceOf('rate-limited', unsaid) < confidenceOf('rate-limited', refused) - 0.1);
  assert.equal(confidenceOf('dns-one-address-dead', refused), 0);
  const { 'report.status': _, ...unanswered } = refused;
  assert.ok(confidenceOf('dns-one-address-dead', unanswered) > 0);
});

test('who waits in vain at the door of a name of which one address is dead waited for that one', () => {
  const waited = {
    'report.phase': 'upgrade',
    'report.error': 'TimeoutError',
    'report.code': 'TIMEOUT',
    'report.duration': 'timer',
    'dns.addresses': 3,
    'address.each': 'some-dead',
    'http.shallow': 'ok',
    'replay.other-client': true,
    'rerun.alone': 'passed',
  } as const;
  assert.ok(confidenceOf('dns-one-address-dead', waited) > 0.6);
  const alike = { ...waited, 'replay.other-client': false } as const;
  assert.ok(decibansOf('dns-one-address-dead', alike) < decibansOf('dns-one-address-dead', waited));
  assert.ok(confidenceOf('dns-one-address-dead', { ...waited, 'address.each': 'all-ok' }) < 0.1);
});

test('that one user hears another is a fault where the test keeps them apart, and may be a room that they share where it does not', () => {
  const facts = { 'report.phase': 'assertion', 'report.error': 'AssertionError', 'ws.crosses-users': true } as const;
  const cause = causes.find(({ id }) => id === 'event-cross-user');
  assert.ok(cause);
  const weigh = (tests: readonly string[]): number =>
    weighEvidence(cause, observeScene(facts), { ...symptomOf(facts), tests }).decibans;
  assert.equal(weigh(['test_each_hears_only_their_own']) - weigh(['test_answers']), 10);
});

test('nobody calls an assertion wrong on a new version that is held against nothing', () => {
  const red = {
    'report.phase': 'assertion',
    'report.error': 'AssertionError',
    'replay.passed': 3,
    'rerun.alone': 'failed',
    'repeat.pattern': 'all-ok',
    'version.changed': true,
  } as const;
  const agreed = confidenceOf('wrong-assertion', { ...red, 'replay.as-agreed': true });
  const open = confidenceOf('wrong-assertion', { ...red, 'replay.as-agreed': false });
  assert.ok(open < 0.5 && agreed > open, `${open} and ${agreed}`);
  assert.ok(confidenceOf('wrong-assertion', { ...red, 'version.changed': false }) > open);
});
