import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact, Observation } from '#domain/observation.ts';
import { symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import type { Cause, Prediction } from './cause.ts';
import { causes } from './causes/index.ts';
import type { FactName } from './facts.ts';
import { mostConfidence, mostUngated, scoreCauses } from './score-causes.ts';
import { weighEvidence } from './weigh-evidence.ts';

const symptom = symptomOf({ 'report.phase': 'close', 'report.error': 'ConnectionClosedError' });

test('each observation adds its decibans', () => {
  const cause = causeOf([
    predict('ws.plain', 'CLOSE_1011', 'strong'),
    predict('health.says', 'none', 'weak', 'against'),
  ]);
  const both = [saw('ws.plain', 'auth CLOSE_1011'), saw('health.says', 'none')];
  assert.equal(weigh(cause, both).decibans, 14);
  assert.equal(weigh(cause, [saw('ws.plain', 'auth CLOSE_1011'), saw('health.says', 'database')]).decibans, 0);
});

test('correlated observations count once, the strongest', () => {
  const cause = causeOf([predict('ws.plain', 'CLOSE_1011', 'strong'), predict('ws.close-reason', 'prose', 'weak')]);
  const seen = [saw('ws.plain', 'auth CLOSE_1011', { group: 'g' }), saw('ws.close-reason', 'prose', { group: 'g' })];
  const { decibans, supports } = weigh(cause, seen);
  assert.equal(decibans, 10);
  assert.equal(supports.length, 2);
});

test('what is seen again counts once', () => {
  const cause = causeOf([predict('ws.plain', 'CLOSE_1011', 'strong')]);
  assert.equal(weigh(cause, [saw('ws.plain', 'auth CLOSE_1011'), saw('ws.plain', 'auth CLOSE_1011')]).decibans, 10);
});

test('a comparison that was not controlled counts four at most, and ten against', () => {
  const cause = causeOf([predict('ws.token.bad', 'STATUS_401', 'proves', 'refutes')]);
  const seen = (value: Fact, isControlled: boolean) =>
    weigh(cause, [saw('ws.token.bad', value, { isControlled })]).decibans;
  assert.deepEqual(
    [seen('upgrade STATUS_401', true), seen('upgrade STATUS_401', false), seen('ok', true), seen('ok', false)],
    [20, 4, -20, -10],
  );
});

test('what was not looked at counts nothing and lowers the coverage', () => {
  const cause = causeOf([predict('ws.plain', 'CLOSE_1011', 'strong'), predict('health.says', 'none', 'proves')]);
  const { decibans, coverage } = weigh(cause, [saw('ws.plain', 'auth CLOSE_1011')]);
  assert.deepEqual([decibans, coverage], [10, 1 / 3]);
});

test('a guess is told after unknown, what is likelier than that before it', () => {
  const rival = { ...causeOf([predict('ws.plain', 'CLOSE_1011', 'strong')]), prior: 1 };
  const open = { ...causeOf([predict('report.phase', 'close', 'weak')]), id: 'unknown', prior: 5 };
  const others = Array.from({ length: 3 }, (_, index) => ({ ...rival, id: `rival-${index}` }));
  const seen = [saw('ws.plain', 'auth CLOSE_1011'), saw('http.shallow', 'ok')];
  const ranked = (all: readonly Cause[]) =>
    scoreCauses(symptom, seen, all).map(({ id, confidence }) => [id, confidence]);
  const guess = ranked([open, rival, ...others]);
  assert.equal(guess[0]?.[0], 'unknown');
  assert.ok(Number(guess[1]?.[1]) < 0.35, String(guess[1]));
  assert.notEqual(ranked([open, rival])[0]?.[0], 'unknown');
});

test('more than forty for count as forty, and what is against still counts', () => {
  const names: readonly FactName[] = ['ws.plain', 'http.shallow', 'http.deep'];
  const cause = causeOf([
    ...names.map((fact) => predict(fact, 'fails', 'proves')),
    predict('dns.name', 'ok', 'against'),
  ]);
  const seen = names.map((fact) => saw(fact, 'tcp TIMEOUT'));
  assert.equal(weigh(cause, seen).decibans, 40);
  assert.equal(weigh(cause, [...seen, saw('dns.name', 'ok')]).decibans, 30);
});

test('on one observation nobody gets more than half', () => {
  const alone = causeOf([predict('audit.drift', true, 'proves')], 'one', 20);
  const [first] = scoreCauses(symptom, [saw('audit.drift', true)], [alone, ...honest()]);
  assert.deepEqual([first?.id, first?.confidence], ['one', mostUngated]);
});

test('two independent observations let it pass, up to what is ever sure', () => {
  const cause = causeOf(
    [predict('audit.drift', true, 'proves'), predict('version.changed', false, 'proves')],
    'one',
    20,
  );
  const seen = [saw('audit.drift', true), saw('version.changed', false)];
  assert.equal(scoreCauses(symptom, seen, [cause, ...honest()])[0]?.confidence, mostConfidence);
  const together = seen.map((each) => ({ ...each, group: 'g' }));
  assert.equal(scoreCauses(symptom, together, [cause, ...honest()])[0]?.confidence, mostUngated);
});

test('what passes three times is not accused on the word of the report', () => {
  const cause = causeOf(
    [predict('report.close-code', 1011, 'proves'), predict('health.says', 'none', 'weak')],
    'one',
    20,
  );
  const report = [saw('report.close-code', 1011, { source: 'report' }), saw('health.says', 'none')];
  const passed = scoreCauses(symptom, [...report, saw('replay.passed', 3)], [cause, ...honest()]);
  const failed = scoreCauses(symptom, [...report, saw('replay.passed', 0)], [cause, ...honest()]);
  assert.ok((passed.find(({ id }) => id === 'one')?.confidence ?? 1) <= mostUngated);
  assert.ok((failed[0]?.confidence ?? 0) > 0.9);
});

test('what this machine had used up may be accused, though one probe by itself passes', () => {
  const cause = causeOf(
    [predict('report.phrase', 'no-free-port', 'proves'), predict('report.phase', 'tcp', 'weak')],
    'one',
    20,
  );
  const share = (phrase: string) => {
    const own = { ...cause, predicts: [predict('report.phrase', phrase, 'proves'), ...cause.predicts.slice(1)] };
    const seen = [saw('report.phrase', phrase, { source: 'report' }), saw('report.phase', 'tcp', { source: 'report' })];
    const ranked = scoreCauses(symptom, [...seen, saw('replay.passed', 3)], [own, ...honest()]);
    return ranked.find(({ id }) => id === 'one')?.confidence ?? 0;
  };
  assert.ok(share('no-free-port') > 0.9);
  assert.ok(share('event-loop') <= mostUngated);
});

test('healthy needs three replays of three', () => {
  const [all, two, none] = [3, 2, 0].map((passed) => {
    const seen = [saw('replay.passed', passed), saw('repeat.pattern', 'all-ok'), saw('rerun.alone', 'passed')];
    return scoreCauses(symptom, seen, causes).find(({ id }) => id === 'healthy')?.confidence;
  });
  assert.ok((all ?? 0) > 0.9);
  assert.deepEqual([two, none], [0, 0]);
});

test('healthy is not certain where the test itself was not run again', () => {
  const seen = [saw('replay.passed', 3), saw('repeat.pattern', 'all-ok')];
  assert.equal(scoreCauses(symptom, seen, causes).find(({ id }) => id === 'healthy')?.confidence, 0.7);
});

test('where nothing was seen, nothing is known', () => {
  const ranked = scoreCauses(symptom, [], causes);
  assert.deepEqual([ranked[0]?.id, ranked[1]?.confidence], ['unknown', 0]);
});

test('confidences are shares of one, the likeliest first', () => {
  const ranked = scoreCauses(symptom, [saw('ws.plain', 'auth CLOSE_1011'), saw('replay.passed', 0)], causes);
  const sum = ranked.reduce((total, { confidence }) => total + confidence, 0);
  assert.ok(Math.abs(sum - 1) < 1e-9);
  assert.deepEqual(
    ranked,
    ranked.toSorted((one, other) => other.confidence - one.confidence),
  );
  assert.equal(ranked.length, causes.length);
});

test('what people corrected moves a cause, by ten decibans at most', () => {
  const seen = [saw('ws.plain', 'upgrade STATUS_404'), saw('replay.passed', 0), saw('report.status', 404)];
  const share = (learnt?: number): number =>
    scoreCauses(symptom, seen, causes, { learnt: new Map([['route-missing', learnt ?? 0]]) }).find(
      ({ id }) => id === 'route-missing',
    )?.confidence ?? 0;
  assert.ok(share(5) > share());
  assert.equal(share(10), share(500));
});

test('every cause is ranked within the time of a few probes', () => {
  const seen = Array.from({ length: 300 }, (_, index) => saw('ws.plain', `auth CLOSE_${1000 + index}`));
  const startedAt = performance.now();
  scoreCauses(symptom, seen, causes);
  assert.ok(performance.now() - startedAt < 500);
});

function predict(
  fact: FactName,
  is: Fact,
  ...[then, otherwise]: [Prediction['then'], Prediction['otherwise']?]
): Prediction {
  // oxlint-disable-next-line unicorn/no-thenable -- a weight, never called
  return { fact, is, then, otherwise };
}

test('the way to another host says nothing of the way to this one, and a fault of the service may show there', () => {
  const cause = causeOf([predict('http.shallow', 'fails', 'proves', 'refutes')]);
  const seen = [{ ...saw('http.shallow', 'ok'), isElsewhere: true }];
  assert.equal(weigh({ ...cause, layer: 'tls' }, seen).decibans, 0);
  assert.equal(weigh({ ...cause, layer: 'backend' }, seen).decibans, -20);
});

test('where the test itself fails again, what passes for us eight times takes nothing back', () => {
  const cause = causeOf([predict('repeat.pattern', 'all-ok', 'refutes')]);
  const repeated = saw('repeat.pattern', 'all-ok');
  assert.equal(weigh(cause, [repeated]).decibans, -20);
  assert.equal(weigh(cause, [repeated, saw('replay.other-client', true)]).decibans, 0);
});

test('where nothing was sent, and all passes for us, what is odd about the stack is not why', () => {
  const unsent = symptomOf({ 'report.phase': 'before-io', 'report.error': 'TypeError' });
  const stack = causeOf([predict('ws.direct', 'ok', 'proves')]);
  const tests: Cause = { ...stack, layer: 'tests' };
  const seen = [saw('ws.direct', 'ok', { isControlled: true })];
  const passed = [...seen, saw('replay.passed', 3)];
  assert.equal(weighEvidence(stack, passed, unsent).decibans, 0);
  assert.equal(weighEvidence(stack, seen, unsent).decibans, 20);
  assert.equal(weighEvidence(tests, passed, unsent).decibans, 20);
  assert.equal(weigh(stack, passed).decibans, 20);
});

test('that all fails alike again says nothing of an order where the test was not run alone', () => {
  const order = causeOf([predict('rerun.suite', 'alike', 'proves')]);
  const other = causeOf([predict('rerun.suite', 'alike', 'refutes')]);
  const alike = saw('rerun.suite', 'alike');
  assert.equal(weigh(order, [alike]).decibans, 0);
  assert.equal(weigh(order, [alike, saw('rerun.alone', 'passed')]).decibans, 20);
  assert.equal(weigh(other, [alike]).decibans, -20);
});

test('what was green and red alone is neither by being the same again', () => {
  const cause = causeOf([predict('rerun.alone', 'failed', 'refutes'), predict('rerun.alone', 'mixed', 'strong')]);
  assert.equal(weigh(cause, [saw('rerun.alone', 'failed')]).decibans, -20);
  assert.equal(weigh(cause, [saw('rerun.alone', 'mixed'), saw('rerun.alone', 'failed')]).decibans, 10);
});

test('a ladder that passes says nothing of a test that opened more than it has rungs', () => {
  const cause = causeOf([predict('http.while-open', 'fails', 'proves', 'refutes')]);
  const passed = saw('http.while-open', 'ok');
  assert.equal(weigh(cause, [passed]).decibans, -20);
  assert.equal(weigh(cause, [passed, saw('report.sockets-before', 8)]).decibans, -20);
  assert.equal(weigh(cause, [passed, saw('report.sockets-before', 9)]).decibans, 0);
  const failed = saw('http.while-open', 'response STATUS_503');
  assert.equal(weigh(cause, [failed, saw('report.sockets-before', 9)]).decibans, 20);
});

test('what happens to many at once says nothing of an assertion on one', () => {
  const cause = causeOf([predict('ws.fails-from', 6, 'strong')]);
  const seen = saw('ws.fails-from', 6);
  const weightOf = (parts: Partial<Symptom>, more: readonly Observation[] = []): number =>
    weighEvidence(cause, [seen, ...more], { ...symptom, phase: 'assertion', tests: ['test_order'], ...parts }).decibans;
  assert.equal(weightOf({}), 0);
  assert.equal(weightOf({ tests: ['test_many_orders'] }), 10);
  assert.equal(weightOf({ phase: 'upgrade' }), 10);
  assert.equal(weightOf({ status: 503 }), 10);
  assert.equal(weightOf({}, [saw('report.sockets-before', 6)]), 10);
});

test('what was seen once to hold everybody up, or to come back, is not undone by a look that saw nothing', () => {
  const blocked = causeOf([predict('http.meanwhile-ms', 3_700, 'proves', 'refutes')]);
  assert.equal(weigh(blocked, [saw('http.meanwhile-ms', 3)]).decibans, -20);
  assert.equal(weigh(blocked, [saw('http.meanwhile-ms', 3), saw('http.meanwhile-ms', 3_700)]).decibans, 20);
  const deploy = causeOf([predict('replay.later', true, 'proves', 'against')]);
  assert.equal(weigh(deploy, [saw('replay.later', false)]).decibans, -10);
  assert.equal(weigh(deploy, [saw('replay.later', true), saw('replay.later', false)]).decibans, 20);
});

test('what passes three times is not called well where something was seen that is not', () => {
  const seen = [saw('replay.passed', 3), saw('repeat.pattern', 'all-ok'), saw('rerun.suite', 'passed')];
  const share = (more: readonly Observation[]): number =>
    scoreCauses(symptom, [...seen, ...more], causes).find(({ id }) => id === 'healthy')?.confidence ?? 0;
  assert.ok(share([]) > 0.9);
  assert.ok(share([saw('http.first-slow', true)]) <= 0.3);
  // What the report says was so, and need not be so any more.
  assert.ok(share([saw('target.expected', false, { source: 'report' })]) > 0.3);
});

function causeOf(predicts: readonly Prediction[], id = 'some', prior = 1): Cause {
  return { id, layer: 'deploy', title: id, prior, predicts, whys: [], nextAction: '' };
}

function honest(): readonly Cause[] {
  return causes.filter(({ layer }) => layer === 'honest');
}

let last = 0;

function saw(fact: FactName, value: Fact, more: Partial<Observation> = {}): Observation {
  last += 1;
  const at = '2026-01-01T00:00:00.000Z';
  return {
    id: `o${last}`,
    source: 'probe',
    fact,
    value,
    at,
    says: fact,
    group: `g${last}`,
    isControlled: true,
    ...more,
  };
}

function weigh(cause: Cause, seen: readonly Observation[]) {
  return weighEvidence(cause, seen, symptom);
}
