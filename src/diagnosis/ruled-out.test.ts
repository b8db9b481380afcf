import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scenes } from '#testing/cause-scenes/index.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import { causes } from './causes/index.ts';
import { isHonest } from './honest-answers.ts';
import { ruledOut } from './ruled-out.ts';

test('what a person would think of first is ruled out by what was seen', () => {
  const scene = scenes.find(({ id }) => id === 'handler-error');
  assert.ok(scene);
  const observations = observeScene(scene.facts);
  const told = ruledOut(symptomOf(scene.facts), observations, causes);
  const auth = told.find(({ id }) => id === 'auth-failure-as-1011');
  const bad = observations.find(({ fact }) => fact === 'ws.token.bad');
  assert.equal(auth?.because.includes('ws.token.bad is upgrade STATUS_401'), true);
  assert.equal(auth?.observations.includes(bad?.id ?? ''), true);
});

test('nothing is ruled out that explains it, and nothing without an observation', () => {
  for (const { id, facts } of scenes) {
    const told = ruledOut(symptomOf(facts), observeScene(facts), causes);
    assert.ok(told.length <= 5, id);
    assert.ok(
      told.every((each) => each.id !== id && !isHonest(each.id) && each.observations.length > 0 && each.because !== ''),
      id,
    );
  }
});

test('where nothing was seen nothing is ruled out', () => {
  assert.deepEqual(ruledOut(symptomOf({}), [], causes), []);
});
