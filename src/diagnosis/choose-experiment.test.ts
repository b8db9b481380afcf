import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSymptom } from '#testing/make-symptom.ts';

import type { Cause } from './cause.ts';
import { saw } from './causes/predict.ts';
import { chooseExperiment, type Choice } from './choose-experiment.ts';
import type { Experiment } from './experiments/experiment.ts';
import type { FactName } from './facts.ts';

function cause(id: string, predicts: Cause['predicts']): Cause {
  return { id, layer: 'application', title: id, prior: 1, predicts, whys: [], nextAction: '' };
}

function experiment(name: string, observes: readonly FactName[], costSeconds = 1): Experiment {
  return { name, observes, costSeconds, doing: '', applies: () => true, run: async () => [] };
}

const one = cause('one', [saw('ws.token.bad', 'ok', ['strong', 'refutes'])]);
const other = cause('other', [saw('ws.token.bad', 'STATUS_401', ['strong', 'against'])]);
const tokens = experiment('tokens', ['ws.token.bad']);
const clocks = experiment('clocks', ['clock.offset-seconds'], 0.1);

function choose(changes: Partial<Choice>): string | undefined {
  const likely = new Map([
    ['one', 0.5],
    ['other', 0.5],
  ]);
  const usual = { symptom: makeSymptom(), experiments: [clocks, tokens], causes: [one, other], likely };
  return chooseExperiment({ ...usual, known: new Set(), leftSeconds: 15, ...changes })?.name;
}

test('what tells the likely causes apart is chosen, not what is merely cheap', () => {
  assert.equal(choose({}), 'tokens');
});

test('of two that tell the same, the quicker is chosen', () => {
  assert.equal(choose({ experiments: [experiment('slow', ['ws.token.bad'], 4), tokens] }), 'tokens');
});

test('what does not fit into the time that is left is not chosen', () => {
  assert.equal(choose({ leftSeconds: 0.5 }), undefined);
});

test('nothing is chosen where the causes predict the same, or one of them is as good as certain', () => {
  assert.equal(choose({ causes: [one, { ...one, id: 'other' }] }), undefined);
  assert.equal(choose({ likely: new Map([['one', 0.99999]]) }), undefined);
});

test('what is known already is worth less than what is not', () => {
  const facts: readonly FactName[] = ['ws.token.none'];
  const apart = [one, other].map((each) => ({
    ...each,
    predicts: [...each.predicts, ...each.predicts.map((seen) => ({ ...seen, fact: 'ws.token.none' as const }))],
  }));
  const experiments = [tokens, experiment('none', facts)];
  assert.equal(choose({ causes: apart, experiments, known: new Set<FactName>(['ws.token.bad']) }), 'none');
});
