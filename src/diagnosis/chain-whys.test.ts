import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Why } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import { scenes } from '#testing/cause-scenes/index.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';
import type { Facts } from '#testing/cause-scenes/scene.ts';

import { decibans, type Cause } from './cause.ts';
import { causes } from './causes/index.ts';
import type { FactName } from './facts.ts';
import { isPredicted, possibleValues } from './predicted-values.ts';
import { chainWhys, notEstablished, standingOf } from './chain-whys.ts';

const cited = (chain: readonly Why[]): number => chain.filter(({ standing }) => standing !== 'not established').length;

test('a handler that raises is told from the close to what is not known of it', () => {
  const scene = scenes.find(({ id }) => id === 'handler-error');
  assert.ok(scene);
  assert.deepEqual(tell('handler-error', scene.facts), [
    'Why did it fail? proved: ConnectionClosedError, in 2 tests: it ended with ConnectionClosedError',
    'Who closed it? proved: The service itself: auth CLOSE_1011',
    'Is it for everybody? proved: No: with a good token auth CLOSE_1011, with a bad one upgrade STATUS_401',
    'Does it need something that is missing? proved: Not as far as health says (none)',
    'What let it through? not established, needs the version of the last green run, and which check ran before the deploy',
  ]);
});

test('a link is supported where only a part of it was seen', () => {
  const chain = chainOf('ipv6-path-broken', { 'report.error': 'TimeoutError', 'ip.v6': 'tcp TIMEOUT' });
  assert.equal(chain[1]?.standing, 'supported');
  assert.equal(chain[1]?.answer, 'By IPv6 it ended with tcp TIMEOUT, by IPv4 with not looked at');
  assert.equal(standingOf(chain), 'supported');
});

test('of a chain that nobody trusts the part is told that is missing', () => {
  const part = { 'tls.distrust': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls.untrusted-part': 'issuer-missing' };
  const chain = chainOf('certificate-untrusted', { 'report.error': 'SSLError', ...part });
  const told = chain.find(({ question }) => question === 'Which part is missing?');
  assert.deepEqual([told?.standing, told?.answer], ['proved', 'Of the chain that was sent: issuer-missing']);
});

test('a link is not proved where an observation disagrees', () => {
  const twice = [...observeScene({ 'report.error': 'X', 'ip.v6': 'tcp TIMEOUT', 'ip.v4': 'ok' })];
  const other = { ...observeScene({ 'ip.v4': 'tcp TIMEOUT' })[0] };
  assert.ok(twice[0] && other.fact !== undefined);
  const disagreeing = [...twice, { ...twice[0], ...other, id: 'o9', group: 'later' }];
  const symptom = symptomOf({});
  const cause = causeOf('ipv6-path-broken');
  assert.equal(chainWhys(symptom, cause, twice)[1]?.standing, 'proved');
  assert.equal(chainWhys(symptom, cause, disagreeing)[1]?.standing, 'supported');
});

test('either of two observations is enough where they say the same', () => {
  const chain = chainOf('connection-refused', { 'report.error': 'ConnectError', 'ws.plain': 'tcp ECONNREFUSED' });
  assert.equal(chain[1]?.answer, 'The port refused at once: tcp ECONNREFUSED');
  assert.equal(chain[1]?.standing, 'proved');
});

test('two observations that say the same word say it once', () => {
  const facts = { 'report.error': 'OSError', 'report.phrase': 'too-many-files', 'http.phrase': 'too-many-files' };
  assert.equal(chainOf('files-exhausted', facts)[1]?.answer, 'What is said speaks of too-many-files');
});

test('what was not seen, or is otherwise, is no part of an answer that another observation is enough for', () => {
  const facts = { 'report.error': 'X', 'report.close-code': 1012, 'health.uptime-seconds': 12 };
  const answers = (more: Facts): readonly string[] =>
    chainOf('service-restart', { ...facts, ...more }).map(({ answer }) => answer);
  assert.equal(answers({})[2], 'It has been up for 12 s');
  assert.equal(answers({ 'health.uptime-fell': false })[2], 'It has been up for 12 s');
  assert.equal(answers({ 'health.uptime-fell': true })[2], 'Its uptime fell: true; it has been up for 12 s');
});

test('of two that stand for each other only that is told which is as predicted', () => {
  const facts = { 'report.error': 'X', 'http.shallow': 'tcp ECONNREFUSED', 'ws.plain': 'subprotocol OTHER' };
  assert.equal(chainOf('connection-refused', facts)[1]?.answer, 'The port refused at once: tcp ECONNREFUSED');
});

test('a proved link says of nothing that it was not looked at', () => {
  const proved = causes.flatMap((cause) =>
    cause.whys
      .flatMap(({ rests }) => rests)
      .flatMap((fact) => {
        const facts = valuesThatFit(cause, fact);
        const chain = chainWhys(symptomOf(facts), cause, observeScene(facts));
        return chain.filter(({ standing }) => standing === 'proved').map(({ answer }) => `${cause.id}: ${answer}`);
      }),
  );
  assert.ok(proved.length > 200, `${proved.length} links`);
  assert.deepEqual(
    [...new Set(proved)].filter((each) => each.includes('not looked at')),
    [],
  );
});

test('where nothing was seen the first link says so, and there is no second', () => {
  for (const cause of causes) {
    const chain = chainWhys(symptomOf({}), cause, []);
    assert.equal(chain.length, 1, cause.id);
    assert.equal(chain[0]?.answer, notEstablished, cause.id);
    assert.ok(chain[0]?.needs, cause.id);
  }
});

test('every chain cites what is there, and as it is', () => {
  for (const { id, facts } of scenes) {
    const observations = observeScene(facts);
    for (const why of chainWhys(symptomOf(facts), causeOf(id), observations)) {
      assert.doesNotMatch(why.answer, /[{}]/u, id);
      assert.equal(why.observations.length > 0, why.standing !== 'not established', id);
      assert.equal(why.needs !== undefined, why.standing === 'not established', id);
      assert.ok(
        why.observations.every((each) => observations.some((observation) => observation.id === each)),
        id,
      );
    }
  }
});

test('in its own scene a chain goes beyond what the report says', () => {
  // These are of passed tests, or of nothing.
  const short = new Set(['fake-pass', 'timer-padded', 'tests-not-collected', 'unknown']);
  const missing = scenes.filter(({ id, facts }) => !short.has(id) && cited(chainOf(id, facts)) < 2).map(({ id }) => id);
  assert.deepEqual(missing, []);
});

test('to take an observation away never makes a chain longer', () => {
  for (const { id, facts } of scenes) {
    const cause = causeOf(id);
    const symptom = symptomOf(facts);
    const observations = observeScene(facts);
    const whole = chainWhys(symptom, cause, observations);
    for (const gone of observations) {
      const left = chainWhys(
        symptom,
        cause,
        observations.filter((each) => each !== gone),
      );
      assert.ok(cited(left) <= cited(whole), `${id} without ${gone.fact}`);
      assert.ok(left.every((why) => !why.observations.includes(gone.id)));
    }
  }
});

test('to take away all that a link rests on ends the chain there', () => {
  for (const { id, facts } of scenes) {
    const cause = causeOf(id);
    const symptom = symptomOf(facts);
    const observations = observeScene(facts);
    const whole = chainWhys(symptom, cause, observations);
    for (const [index, { observations: ids, standing }] of whole.entries()) {
      if (standing === 'not established') continue;
      const rests = new Set(cause.whys[index]?.rests);
      const left = observations.filter(({ fact }) => !cause.whys[index]?.rests.some((each) => each === fact));
      assert.ok(rests.size > 0 && ids.length > 0);
      assert.ok(cited(chainWhys(symptom, cause, left)) <= index, `${id}, link ${index + 1}`);
    }
  }
});

/** The fact as its cause predicts it, and all that the links before it rest on. */
function valuesThatFit(cause: Cause, last: FactName): Facts {
  const index = cause.whys.findIndex(({ rests }) => rests.includes(last));
  const before = cause.whys.slice(0, index).flatMap(({ rests }) => rests);
  const names = [...new Set<FactName>(['report.error', ...before, last])];
  return Object.fromEntries(names.map((fact) => [fact, fittingValue(cause, fact)]));
}

function fittingValue(cause: Cause, fact: FactName): Fact {
  const wanted = cause.predicts.filter((each) => each.fact === fact && decibans[each.then] > 0);
  const values = possibleValues(fact, [cause]);
  return values.find((value) => wanted.some((each) => isPredicted(each, value, symptomOf({})))) ?? values[0] ?? 'x';
}

function causeOf(id: string): Cause {
  const cause = causes.find((each) => each.id === id);
  assert.ok(cause, `no cause ${id}`);
  return cause;
}

function chainOf(id: string, facts: Facts): readonly Why[] {
  return chainWhys(symptomOf(facts), causeOf(id), observeScene(facts));
}

function tell(id: string, facts: Facts): readonly string[] {
  return chainOf(id, facts).map(({ question, answer, standing, needs }) =>
    needs === undefined ? `${question} ${standing}: ${answer}` : `${question} ${standing}, needs ${needs}`,
  );
}
