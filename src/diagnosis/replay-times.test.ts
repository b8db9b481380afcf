import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Symptom } from '#domain/diagnosis.ts';
import type { Fact } from '#domain/observation.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpFacts, makeProbeResult } from '#testing/make-probe-result.ts';
import { makeSymptom } from '#testing/make-symptom.ts';

import { aimOf } from './experiments/aim.ts';
import { timesOf } from './replay-times.ts';

const yaml = `
environments: { staging: { services: { desk: { url: 'http://127.0.0.1:9', health: /health } } } }
suites: {}
`;

/** What replays of a failure say that took so long, and connected so long. */
function told(
  symptom: Partial<Symptom>,
  took: readonly (number | readonly [ms: number, connectingMs: number])[],
  parts: Partial<ProbeResult> = {},
): Readonly<Record<string, Fact | undefined>> {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const results = took.map((each) => {
    const [durationMs, connectingMs] = typeof each === 'number' ? [each, 1] : each;
    const steps: ProbeResult['steps'] = [{ step: 'tcp', outcome: 'passed', durationMs: connectingMs }];
    return makeProbeResult({ endpoint: 'desk', durationMs, steps, ...parts });
  });
  const seen = timesOf(aimOf(makeSymptom(symptom), { environment, variables: {} }), results);
  return Object.fromEntries(seen.map(({ fact, value }) => [fact, value]));
}

const gaveUp = { phase: 'http', error: 'ReadTimeout', medianMs: 1_000 } as const;

test('what passes after the test had given up passes with more time', () => {
  assert.deepEqual(told(gaveUp, [1_400, 1_400, 1_400]), { 'replay.longer-timeout': 'ok', 'replay.over-timer': true });
  // People do not wait for that either.
  assert.deepEqual(told(gaveUp, [4_000, 4_000, 4_000]), { 'replay.longer-timeout': 'ok' });
  assert.deepEqual(told(gaveUp, [900, 900, 900]), {});
});

const unmet = (what: string): Partial<ProbeResult> => ({
  standing: 'down',
  problem: { code: 'ASSERTION', message: 'first byte: after 7 s, at most 4 s' },
  http: makeHttpFacts({ assertions: [{ what, outcome: 'failed', detail: 'after 7 s, at most 4 s' }] }),
});

test('what the team calls too late has been answered all the same', () => {
  assert.deepEqual(told(gaveUp, [7_000, 7_000], unmet('first byte')), { 'replay.longer-timeout': 'ok' });
  assert.deepEqual(told(gaveUp, [7_000, 7_000], unmet('status 200')), {});
});

test('the first of several is slow by what it took to be served, not by what it took to connect', () => {
  const error = { phase: 'http', error: 'HTTPStatusError' } as const;
  assert.deepEqual(told(error, [2_000, 30, 30]), { 'http.first-slow': true });
  assert.deepEqual(told(error, [[2_000, 1_990], 30, 30]), {});
  assert.deepEqual(told(error, [700, 30, 30]), {});
  assert.deepEqual(told(error, [2_000, 30]), {});
  // That it passes, though too late, is nothing of the operation where the others pass at once.
  assert.deepEqual(told(gaveUp, [2_000, 30, 30]), { 'http.first-slow': true });
  assert.deepEqual(told(gaveUp, [2_000, 2_000, 30]), { 'replay.longer-timeout': 'ok', 'replay.over-timer': true });
});

test('where the first failed nobody knows how long it would have taken', () => {
  const [environment] = parseConfiguration(yaml, '/e2e.yaml').environments.values();
  assert.ok(environment);
  const aim = aimOf(makeSymptom({ phase: 'http', error: 'HTTPStatusError' }), { environment, variables: {} });
  const failed = makeProbeResult({ endpoint: 'desk', standing: 'down' });
  const passed = [2_000, 30, 30].map((durationMs) => makeProbeResult({ endpoint: 'desk', durationMs, steps: [] }));
  assert.equal(timesOf(aim, passed).length, 1);
  assert.deepEqual(timesOf(aim, [failed, ...passed]), []);
});

test('a test that lasted long over what is done in no time is told, one that was as long as its work is not', () => {
  const failed = { phase: 'assertion', error: 'AssertionError', medianMs: 3_200 } as const;
  assert.deepEqual(told(failed, [200, 230, 210]), { 'replay.quicker': true });
  assert.deepEqual(told(failed, [200, 1_100, 210]), { 'replay.quicker': false });
  assert.deepEqual(told({ ...failed, medianMs: 700 }, [20, 20, 20]), {});
  assert.deepEqual(told(failed, [20, 20, 20], { standing: 'down' }), {});
});
