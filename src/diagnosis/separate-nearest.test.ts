import assert from 'node:assert/strict';
import { test } from 'node:test';

import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';
import { closed, failsAgain, tokens } from '#testing/cause-scenes/scene.ts';

import { causes } from './causes/index.ts';
import { scoreCauses } from './score-causes.ts';
import { separateNearest } from './separate-nearest.ts';

const facts = {
  ...closed(1011),
  ...failsAgain,
  'ws.plain': 'auth CLOSE_1011',
  'ws.token.good': 'auth CLOSE_1011',
} as const;

test('what separates the nearest two is what one side of the tokens shows', () => {
  const observations = observeScene(facts);
  const ranked = scoreCauses(symptomOf(facts), observations, causes);
  const nearest = separateNearest(symptomOf(facts), ranked, { causes, observations });
  assert.deepEqual(
    nearest?.causes.map(({ id }) => id),
    ['handler-error', 'auth-failure-as-1011'],
  );
  assert.equal(nearest?.fact, 'ws.token.bad');
  assert.equal(
    nearest?.says,
    'Nearest are handler-error and auth-failure-as-1011; what would separate them: a good and a bad token, taking turns',
  );
});

test('what was looked at is not asked for again', () => {
  const more = { ...facts, ...tokens('auth CLOSE_1011', 'auth CLOSE_1011') };
  const observations = observeScene(more);
  const ranked = scoreCauses(symptomOf(more), observations, causes);
  assert.notEqual(separateNearest(symptomOf(more), ranked, { causes, observations })?.fact, 'ws.token.bad');
});

test('one cause is not told apart from nothing', () => {
  assert.equal(separateNearest(symptomOf({}), [], { causes, observations: [] }), undefined);
});

test('nobody is sent to look for what a report that is written does not say', () => {
  const symptom = symptomOf({});
  const pairs = causes.slice(1).map((cause, index) => [causes[index] ?? cause, cause]);
  const asked = pairs.map((pair) => {
    const ranked = pair.map(({ id }) => ({ id, confidence: 0.2, coverage: 0.2, supports: [], contradicts: [] }));
    return separateNearest(symptom, ranked, { causes: pair, observations: [] })?.fact;
  });
  assert.ok(asked.filter((fact) => fact !== undefined).length > causes.length / 2);
  assert.deepEqual(
    asked.filter((fact) => fact?.startsWith('report.')),
    [],
  );
});

test('what no link rests on is asked of nobody', () => {
  const pair = causes
    .filter(({ id }) => id === 'pool-exhausted' || id === 'configuration-drift')
    .map((cause) => ({ ...cause, whys: [] }));
  const ranked = pair.map(({ id }) => ({ id, confidence: 0.2, coverage: 0.2, supports: [], contradicts: [] }));
  const nearest = separateNearest(symptomOf({}), ranked, { causes: pair, observations: [] });
  assert.equal(nearest?.fact, undefined);
  assert.match(nearest?.says ?? '', /: nothing that can be asked$/u);
});
