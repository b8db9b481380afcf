import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { makeSymptom } from '#testing/make-symptom.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';

import { aimOf } from './experiments/aim.ts';
import { isOfOther, isPastIt, isRefusedToUs } from './same-failure.ts';

const refusedUpgrade = makeSymptom({ phase: 'upgrade', status: 429 });
const silent = makeProbeResult({ standing: 'down', brokeAt: 'round-trip' });

test('what came further and failed as another failure of the run did has passed for this one', () => {
  assert.equal(isPastIt(refusedUpgrade, [makeSymptom({ phase: 'assertion' })], silent), true);
  assert.equal(isPastIt(refusedUpgrade, [makeSymptom({ phase: 'steady' })], silent), true);
});

test('a failure that no other explains, at the same place or before it, is this one still', () => {
  assert.equal(isPastIt(refusedUpgrade, [], silent), false);
  assert.equal(isPastIt(refusedUpgrade, [makeSymptom({ phase: 'http' })], silent), false);
  const again = makeProbeResult({ standing: 'down', brokeAt: 'upgrade' });
  assert.equal(isPastIt(refusedUpgrade, [makeSymptom({ phase: 'upgrade' })], again), false);
  const before = makeProbeResult({ standing: 'down', brokeAt: 'tls' });
  assert.equal(isPastIt(refusedUpgrade, [makeSymptom({ phase: 'tls' })], before), false);
});

test('what failed where another failure of the run says so, and otherwise than this one, is of that other one', () => {
  const pool = makeSymptom({ phase: 'before-io', error: 'PoolTimeout' });
  const dead = makeSymptom({ phase: 'tcp', error: 'ConnectionRefusedError', target: 'ws://127.0.0.1:8/ws' });
  const refused = { standing: 'down', brokeAt: 'tcp', problem: { code: 'ECONNREFUSED', message: '' } } as const;
  const at = (url: string) => makeProbeResult({ url, ...refused });
  assert.equal(isOfOther(pool, [dead], at('http://127.0.0.1:8/health')), true);
  assert.equal(isOfOther(pool, [dead], at('http://127.0.0.1:9/health')), false);
  assert.equal(isOfOther(pool, [], at('http://127.0.0.1:8/health')), false);
  assert.equal(isOfOther(dead, [pool], at('ws://127.0.0.1:8/ws')), false);
  assert.equal(isOfOther(pool, [dead], makeProbeResult({ url: 'http://127.0.0.1:8/health' })), false);
  const there = makeSymptom({ ...pool, target: 'http://127.0.0.1:8/orders' });
  assert.equal(isOfOther(there, [dead], at('http://127.0.0.1:8/health')), false);
  const alike = makeSymptom({ phase: 'tcp', error: 'ECONNREFUSED' });
  assert.equal(isOfOther(alike, [dead], at('http://127.0.0.1:8/health')), false);
});

test('who has no credential for a path did not wait there in vain, as the test did', () => {
  const notes = "url: 'http://127.0.0.1:9', health: /health";
  const signedIn = `${notes}, checks: [{ path: /notes, auth: key }]`;
  assert.equal(isToUs(notes, 401), true);
  assert.equal(isToUs(notes, 403), true);
  assert.equal(isToUs(notes, 404), false);
  assert.equal(isToUs(signedIn, 401), false);
  assert.equal(isToUs(notes, 401, { status: 401 }), false);
  assert.equal(isToUs(notes, 401, { error: 'AssertionError' }), false);
  // What takes no GET was asked otherwise, with a token or without.
  assert.equal(isToUs(notes, 405), true);
  assert.equal(isToUs(signedIn, 405, { error: 'AssertionError', status: 500 }), true);
  assert.equal(isToUs(notes, 405, { status: 405 }), false);
});

/** Whether a path of a service that is configured so was refused to us, and not to the test. */
function isToUs(service: string, status: number, parts: Parameters<typeof makeSymptom>[0] = {}): boolean {
  const yaml = `
environments:
  staging:
    services: { notes: { ${service} } }
    credentials: { key: { static: { env: KEY } } }
suites: {}
`;
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const symptom = makeSymptom({ phase: 'http', error: 'ReadTimeout', target: 'http://127.0.0.1:9/notes', ...parts });
  const http = { version: 'HTTP/1.1', status, headers: {}, wireBytes: 0, bodyBytes: 0, assertions: [] } as const;
  return isRefusedToUs(
    aimOf(symptom, { environment, variables: {} }),
    makeProbeResult({ endpoint: 'notes:/notes', http }),
  );
}
