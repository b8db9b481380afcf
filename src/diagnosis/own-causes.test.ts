import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { failsAgain, report, wellHttp } from '#testing/cause-scenes/scene.ts';
import { observeScene, symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import { causes } from './causes/index.ts';
import { chainWhys } from './chain-whys.ts';
import { withOwnCauses } from './own-causes.ts';
import { scoreCauses } from './score-causes.ts';

const file = join(import.meta.dirname, '../config/complete.yaml');
const own = parseConfiguration(readFileSync(file, 'utf8'), file).causes;

test('a cause of e2e.yaml is found like one of the catalogue, with its whys', () => {
  const facts = {
    ...wellHttp,
    ...failsAgain,
    ...report('http', 'HTTPStatusError', { 'report.status': 401 }),
    'http.signed-in': 'response STATUS_401',
    'health.says': 'cache',
  };
  const all = withOwnCauses(own);
  const observations = observeScene(facts);
  const [first] = scoreCauses(symptomOf(facts), observations, all);
  assert.equal(first?.id, 'redis-evicted');
  const cause = all.find(({ id }) => id === 'redis-evicted');
  assert.ok(cause);
  assert.equal(chainWhys(symptomOf(facts), cause, observations)[0]?.answer, 'It calls cache unwell');
});

test('without own causes there is the catalogue', () => {
  assert.deepEqual(withOwnCauses({}), causes);
});

test('a name of the catalogue is taken', () => {
  const redis = own['redis-evicted'];
  assert.ok(redis);
  assert.throws(() => withOwnCauses({ 'database-down': redis }), {
    code: 'CAUSE_EXISTS',
    message: '"database-down" under "causes" is a cause of the catalogue already: The database cannot be reached',
    hint: 'Give yours another name, such as own-database-down',
  });
});
