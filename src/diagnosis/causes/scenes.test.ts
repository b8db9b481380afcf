import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scenes } from '#testing/cause-scenes/index.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';
import type { Facts, Scene } from '#testing/cause-scenes/scene.ts';
import { failsAgain, passesAgain, wellHttp } from '#testing/cause-scenes/scene.ts';

import { isHonest } from '../honest-answers.ts';
import { scoreCauses } from '../score-causes.ts';
import { causes } from './index.ts';

for (const { id, facts, unlike } of scenes) {
  test(`${id} is found where it is, and not in ${unlike.join(' or ')}`, () => {
    const [first, second] = rank(facts);
    assert.equal(first?.id, id);
    assert.ok((first?.confidence ?? 0) >= 0.5, `only ${first?.confidence}`);
    assert.ok((second?.confidence ?? 0) <= 0.5, `${second?.id} has ${second?.confidence}`);
    for (const sibling of unlike) {
      const own = rank(sceneOf(sibling).facts).find((each) => each.id === id);
      assert.ok((own?.confidence ?? 1) < 0.3, `${own?.confidence} in ${sibling}`);
    }
  });
}

test('every cause has a scene', () => {
  assert.deepEqual(scenes.map(({ id }) => id).toSorted(), causes.map(({ id }) => id).toSorted());
});

test('a stack that is well now is not accused, whatever the report says of it', () => {
  const well: Facts = { ...wellHttp, ...passesAgain, 'ws.plain': 'ok' };
  const accused = scenes.flatMap(({ id, facts }) => {
    const [first] = rank({ ...reportOf(facts), ...well });
    const isAccused = first !== undefined && !isHonest(first.id) && first.confidence > 0.5;
    return isAccused ? [{ reported: id, accused: first.id }] : [];
  });
  // What the report itself shows of the tests stays true, and of what failed before anything was sent.
  const unsent = scenes.filter(({ facts }) => facts['report.phase'] === 'before-io').map(({ id }) => id);
  const ofTests = new Set([...causes.filter(({ layer }) => layer === 'tests').map(({ id }) => id), ...unsent]);
  assert.deepEqual(
    accused.filter((each) => !(ofTests.has(each.accused) && each.accused === each.reported)),
    [],
  );
});

test('a report alone names nobody for sure', () => {
  for (const { id, facts } of scenes) {
    const [first] = rank(reportOf(facts));
    assert.ok(
      first === undefined || isHonest(first.id) || first.confidence <= 0.5,
      `${id}: ${first?.id} ${first?.confidence}`,
    );
  }
});

test('a failure that is again there but like nothing known is unknown', () => {
  const odd: Facts = {
    'report.phase': 'steady',
    'report.error': 'OddError',
    ...failsAgain,
    'ws.plain': 'hold CLOSE_4711',
  };
  assert.equal(rank(odd)[0]?.id, 'unknown');
});

test('without a fifth of what could be asked, it is still among the first three', () => {
  const groups = [...new Set(scenes.flatMap(({ facts }) => observeScene(facts).map(({ group }) => group)))];
  const asked = groups.filter((group) => group !== 'report' && group !== 'replay');
  const trials = scenes.flatMap((scene) => [0, 1, 2, 3, 4].map((part) => ({ scene, part })));
  const found = trials.filter(({ scene, part }) => {
    const left = observeScene(scene.facts).filter(
      ({ group }) => asked.indexOf(group) % 5 !== part || !asked.includes(group),
    );
    return scoreCauses(symptomOf(scene.facts), left, causes)
      .slice(0, 3)
      .some(({ id }) => id === scene.id);
  });
  assert.ok(found.length / trials.length > 0.9, `${found.length} of ${trials.length}`);
});

function rank(facts: Facts) {
  return scoreCauses(symptomOf(facts), observeScene(facts), causes);
}

function sceneOf(id: string): Scene {
  const scene = scenes.find((each) => each.id === id);
  assert.ok(scene, `no scene of ${id}`);
  return scene;
}

function reportOf(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([fact]) => fact.startsWith('report.')));
}
