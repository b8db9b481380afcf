import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeProbeResult } from '#testing/make-probe-result.ts';
import { runExperiment, type MadeUp } from '#testing/run-experiment.ts';

import { formerAddress } from './former-address.ts';

const yaml = "services: { desk: { url: 'http://desk.example:9', health: /health } }";
const symptom = { phase: 'http', target: 'http://desk.example:9/health' } as const;

/** The name stood for the first addresses when all was well, and stands for the others now. */
function moved(before: readonly string[], now: readonly string[]): MadeUp {
  const addresses = now.map((address) => ({ address, family: 4, tcp: 'passed' }) as const);
  const lastGreen = { id: 'r7', addresses: { 'desk.example': before } };
  return { yaml, symptom, lastGreen, plain: makeProbeResult({ standing: 'down', addresses }) };
}

test('a name that stands for another address than in the last green run is asked at both, in turn', async () => {
  const ran = await runExperiment(formerAddress, {
    ...moved(['10.0.0.5'], ['10.0.0.9']),
    answer: ({ address }) => (address === '10.0.0.9' ? { standing: 'down', brokeAt: 'tls' } : {}),
  });
  assert.equal(ran.applies, true);
  assert.equal(ran.valueOf('dns.former-address'), 'ok');
  assert.equal(ran.valueOf('dns.present-address'), 'tls UNKNOWN');
  assert.ok(ran.findings.every(({ isControlled }) => isControlled));
  assert.match(
    ran.findings[0]?.says ?? '',
    /at 10\.0\.0\.5, which desk\.example was in r7, the last green run: ok, 3 of 3/u,
  );
  assert.deepEqual(new Set(ran.wishes.map(({ address }) => address)), new Set(['10.0.0.5', '10.0.0.9']));
});

test('where an address has stayed, or none was kept, nothing is asked', async () => {
  for (const [before, now] of [
    [
      ['10.0.0.5', '10.0.0.6'],
      ['10.0.0.6', '10.0.0.7'],
    ],
    [[], ['10.0.0.9']],
    [['10.0.0.5'], []],
  ] as const) {
    const ran = await runExperiment(formerAddress, moved(before, now));
    assert.equal(ran.applies, false);
    assert.deepEqual(ran.wishes, []);
  }
  assert.equal((await runExperiment(formerAddress, { yaml, symptom, plain: makeProbeResult() })).applies, false);
});
