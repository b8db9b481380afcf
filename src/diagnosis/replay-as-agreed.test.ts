import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { aimOf } from './experiments/aim.ts';
import { asAgreed } from './replay-as-agreed.ts';

const yaml = `
environments:
  staging:
    services:
      desk:
        url: http://127.0.0.1:9
        health: /health
        checks: [{ path: /menu, json: { /items/0/price: '4.20' } }, { path: /hours, status: 200 }, { path: /page, contains: Menu }]
    websockets:
      chat: { url: 'ws://127.0.0.1:8/ws', send: '{"type":"chat"}', expect: [run_started, run_completed] }
      feed: { url: 'ws://127.0.0.1:7/ws' }
suites: {}
`;

function isAgreed(symptom: Partial<Symptom>, asked?: string): boolean {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const aim = aimOf(makeSymptom(symptom), { environment, variables: {} });
  const results = aim.operations.map(({ id }) => makeProbeResult({ endpoint: asked ?? id }));
  const [seen] = asAgreed(aim, results);
  return seen?.value === true;
}

const agreed = [
  ['a value in the body of the path', { phase: 'http', target: 'http://127.0.0.1:9/menu' }, true],
  ['a word in the body of the path', { phase: 'http', target: 'http://127.0.0.1:9/page' }, true],
  ['the status of the path alone', { phase: 'http', target: 'http://127.0.0.1:9/hours' }, false],
  ['the health of the service alone', { phase: 'http', target: 'http://127.0.0.1:9/other' }, false],
  ['the events of the websocket', { phase: 'steady', target: 'ws://127.0.0.1:8/ws' }, true],
  ['a websocket without events', { phase: 'steady', target: 'ws://127.0.0.1:7/ws' }, false],
  ['a failure that names nothing', { phase: 'assertion' }, false],
  ['a websocket that a failure does not name', { phase: 'steady' }, false],
] as const;

for (const [what, symptom, expected] of agreed) {
  test(`agreed by ${what}: ${expected}`, () => {
    assert.equal(isAgreed(symptom), expected);
  });
}

test('what was not asked was held against nothing', () => {
  assert.equal(isAgreed({ phase: 'http', target: 'http://127.0.0.1:9/menu' }, 'desk:/other'), false);
});
