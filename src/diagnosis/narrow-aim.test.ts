import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { aimOf } from './experiments/aim.ts';
import { narrowAim } from './narrow-aim.ts';

const yaml = `
environments:
  staging:
    services:
      desk: { url: 'http://127.0.0.1:9', health: /health }
      shop: { url: 'https://127.0.0.1:8', health: /health, checks: [/orders] }
suites: {}
`;
const refused = { standing: 'down', brokeAt: 'tls', problem: { code: 'CERT_HAS_EXPIRED', message: '' } } as const;
const slow = { standing: 'down', brokeAt: 'response', problem: { code: 'TIMEOUT', message: '' } } as const;

/** Which operations are left after a round with these results. */
function narrowed(
  round: Readonly<Record<string, Partial<ProbeResult>>>,
  others: readonly Symptom[] = [],
): readonly string[] | undefined {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const symptom = makeSymptom({ phase: 'tls', error: 'ConnectError' });
  const aim = aimOf(symptom, { environment, variables: {} });
  const results = Object.entries(round).map(([endpoint, parts]) => makeProbeResult({ endpoint, ...parts }));
  return narrowAim(aim, [results], { others, variables: {} })?.operations.map(({ id }) => id);
}

test('what fails as the report says in one service alone is about that service', () => {
  assert.deepEqual(narrowed({ desk: {}, shop: refused, 'shop:/orders': refused }), ['shop', 'shop:/orders']);
  assert.deepEqual(narrowed({ desk: slow, shop: refused }), ['shop', 'shop:/orders']);
});

test('where it fails so in several, in none, or in another way, the choice is left', () => {
  assert.equal(narrowed({ desk: refused, shop: refused }), undefined);
  assert.equal(narrowed({ desk: {}, shop: {} }), undefined);
  assert.equal(narrowed({ desk: slow, shop: {} }), undefined);
});

test('what fails where another failure of the run says so is left to that one', () => {
  const other = makeSymptom({ id: 's2', phase: 'http', error: 'ReadTimeout', target: 'http://127.0.0.1:9/health' });
  const url = 'http://127.0.0.1:9/health';
  assert.deepEqual(narrowed({ desk: { ...slow, url }, shop: {} }, [other]), ['shop', 'shop:/orders']);
  assert.equal(narrowed({ desk: { ...slow, url }, shop: {} }), undefined);
});
