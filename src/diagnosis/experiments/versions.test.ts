import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';

import type { Lab } from './experiment.ts';
import { versions } from './versions.ts';

const direct = 'http://127.0.0.1:8';
const symptom = { phase: 'http', target: 'http://localhost:9/health' } as const;
const intended: Lab['intended'] = () => Promise.resolve('b2');

const yamlOf = (url: string): string =>
  `services: { desk: { url: '${url}', direct: '${direct}', health: /health, version: '/version#/sha' } }`;

/** By its name it reports one version, by the address that is meant another. */
function reporting(byName: string, byDirect: string): Lab['versions'] {
  return ({ services }) => Promise.resolve({ desk: services.get('desk')?.url === direct ? byDirect : byName });
}

test('a name that leads to another version than the address that is meant leads somewhere else', async () => {
  const yaml = yamlOf('http://localhost:9');
  const other = await runExperiment(versions, { yaml, symptom, intended, versions: reporting('a1', 'b2') });
  assert.equal(other.valueOf('version.intended'), false);
  assert.equal(other.valueOf('version.direct-differs'), true);
  const same = await runExperiment(versions, { yaml, symptom, intended, versions: reporting('a1', 'a1') });
  assert.equal(same.valueOf('version.intended'), false);
  assert.equal(same.valueOf('version.direct-differs'), false);
});

test('a look that met nobody hides no version that another look saw', async () => {
  let looks = 0;
  const seen: readonly Readonly<Record<string, string>>[] = [{ desk: 'a1' }, {}, { desk: 'b2' }, {}];
  const changing: Lab['versions'] = () => Promise.resolve(seen[looks++] ?? assert.fail('looked once too often'));
  const ran = await runExperiment(versions, { yaml: yamlOf('http://localhost:9'), symptom, versions: changing });
  assert.equal(ran.valueOf('version.changing'), true);
});

test('where the intended version runs, or there is no name that could lead elsewhere, it is not asked', async () => {
  const meant = { yaml: yamlOf('http://localhost:9'), symptom, intended, versions: reporting('b2', 'a1') };
  assert.equal((await runExperiment(versions, meant)).valueOf('version.direct-differs'), undefined);
  const bare = { yaml: yamlOf('http://127.0.0.1:9'), symptom, intended, versions: reporting('a1', 'b2') };
  const ran = await runExperiment(versions, {
    ...bare,
    symptom: { ...symptom, target: 'http://127.0.0.1:9/health' },
  });
  assert.equal(ran.valueOf('version.intended'), false);
  assert.equal(ran.valueOf('version.direct-differs'), undefined);
});
