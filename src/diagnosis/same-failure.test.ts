import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSymptom } from '#testing/make-symptom.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';

import { isPastIt } from './same-failure.ts';

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
