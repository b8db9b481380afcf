import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { causeIds } from '#domain/cause-ids.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import { symptomOf } from '#testing/cause-scenes/observe-scene.ts';

import { decibans, layers, type Cause } from '../cause.ts';
import { facts, type FactName } from '../facts.ts';
import { phraseNames } from '../phrases.ts';
import { isPredicted, possibleValues } from '../predicted-values.ts';
import { causes } from './index.ts';

const symptom: Symptom = symptomOf({ 'report.phase': 'http' });
const factNames = Object.keys(facts).filter((name): name is FactName => Object.hasOwn(facts, name));
const values = new Map(factNames.map((fact) => [fact, possibleValues(fact, causes)]));

test('the catalogue is whole, and every id is there once', () => {
  assert.deepEqual(causes.map(({ id }) => id).toSorted(), causeIds.toSorted());
});

test('every layer has causes', () => {
  assert.deepEqual(new Set(causes.map(({ layer }) => layer)), new Set(layers));
});

test('no two causes predict the same everywhere', () => {
  const looks = Map.groupBy(causes, (cause) => JSON.stringify(factNames.map((fact) => spread(cause, fact))));
  const same = [...looks.values()].filter((alike) => alike.length > 1).map((alike) => alike.map(({ id }) => id));
  assert.deepEqual(same, []);
});

test('of two causes that one value speaks for, another fact tells which it is', () => {
  const strong = causes.filter(({ layer }) => layer !== 'honest');
  const alike = strong.flatMap((one, index) =>
    strong
      .slice(index + 1)
      .filter((other) => one.layer === other.layer && !isToldApart(one, other))
      .map((other) => [one.id, other.id]),
  );
  assert.deepEqual(alike, []);
});

test('words that are predicted of texts are words that texts are given', () => {
  const phrases = causes
    .flatMap(({ predicts }) => predicts)
    .filter(({ fact }) => fact.endsWith('.phrase'))
    .flatMap(({ is }) => (typeof is === 'function' ? [] : [is].flat()));
  assert.deepEqual(
    phrases.filter((phrase) => phrase !== 'none' && !phraseNames.includes(String(phrase))),
    [],
  );
});

test('values have the kind of their fact', () => {
  const kinds = { outcome: 'string', word: 'string', number: 'number', 'yes-no': 'boolean' } as const;
  const wrong = causes.flatMap(({ id, predicts }) =>
    predicts
      .filter(({ is }) => typeof is !== 'function')
      .filter(({ fact, is }) => [is].flat().some((value) => typeof value !== kinds[facts[fact].kind]))
      .map(({ fact }) => `${id} ${fact}`),
  );
  assert.deepEqual(wrong, []);
});

/** Said as seen, of which a cause predicts nothing. */
const quoted = new Set([
  'report.error',
  'report.says',
  'ws.refused-size',
  'report.timer-seconds',
  'report.closed-by',
  'ws.hold-idle-seconds',
  'ws.ladder',
]);

test('whys rest on what is predicted, and name nothing that they do not rest on', () => {
  const loose = causes.flatMap(({ id, whys, predicts }) => {
    const speaking = new Set(predicts.filter(({ then }) => decibans[then] > 0).map(({ fact }) => fact));
    return whys.flatMap(({ question, answer, rests, needs }) => {
      const named = [...`${question}${answer}`.matchAll(/\{([\w.-]+)\}/gu)].map(([, name = '']) => name);
      const isLoose =
        rests.some((fact) => !speaking.has(fact) && !quoted.has(fact)) ||
        named.some((name) => name !== 'symptom' && !rests.some((fact) => fact === name)) ||
        needs === '';
      return isLoose ? [`${id}: ${question}`] : [];
    });
  });
  assert.deepEqual(loose, []);
});

test('a chain has at most five links, and says what to do in one sentence', () => {
  for (const { id, layer, whys, nextAction, title, predicts } of causes) {
    assert.ok(whys.length >= 2 && whys.length <= 5, `${id} has ${whys.length} links`);
    assert.doesNotMatch(`${nextAction}${title}`, /\.$|\.\s[A-Z]/u, id);
    // Whatever is broken contradicts that all is well.
    assert.ok(predicts.length <= (layer === 'honest' ? 48 : 40), `${id} predicts ${predicts.length} facts`);
    for (const { question } of whys) assert.match(question, /\?$/u, `${id}: ${question}`);
  }
});

test('changes are the usual reason, and the network hardly ever', () => {
  const total = causes.reduce((sum, { prior }) => sum + prior, 0);
  const share = (isOne: (cause: Cause) => boolean): number =>
    causes.filter(isOne).reduce((sum, { prior }) => sum + prior, 0) / total;
  const notNetwork = new Set(['connection-refused', 'closed-without-response', 'stale-keepalive']);
  const network = share(({ layer, id }) => (layer === 'dns' || layer === 'tcp') && !notNetwork.has(id));
  assert.ok(network < 0.03, `the network has ${network}`);
  assert.ok(share(({ layer }) => ['deploy', 'application', 'backend', 'proxy', 'auth'].includes(layer)) > 0.55);
});

function weightOf({ predicts }: Cause, fact: FactName, value: Fact): number {
  return predicts
    .filter((each) => each.fact === fact)
    .reduce((sum, each) => {
      const weight = isPredicted(each, value, symptom) ? each.then : each.otherwise;
      return sum + (weight === undefined ? 0 : decibans[weight]);
    }, 0);
}

function spread(cause: Cause, fact: FactName): readonly number[] {
  return (values.get(fact) ?? []).map((value) => weightOf(cause, fact, value));
}

/** Some value speaks for the one by at least ten decibans more than for the other, and some value the other way. */
function isToldApart(one: Cause, other: Cause): boolean {
  const differences = factNames.flatMap((fact) => {
    const [mine, theirs] = [spread(one, fact), spread(other, fact)];
    return mine.map((weight, index) => weight - (theirs[index] ?? 0));
  });
  return differences.some((each) => each >= 10) && differences.some((each) => each <= -10);
}

test('the documentation lists every fact', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/diagnosis.md'), 'utf8');
  assert.deepEqual(
    factNames.filter((fact) => !page.includes(`| \`${fact}\` |`)),
    [],
  );
});
