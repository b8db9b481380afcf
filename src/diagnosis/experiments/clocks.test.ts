import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpFacts } from '#testing/make-probe-result.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { clocks } from './clocks.ts';
import type { ProbeWish } from './experiment.ts';

const desk = "desk: { url: 'https://127.0.0.1:9', health: /health }";
const auth = "auth: { url: 'https://127.0.0.1:8', health: /health }";
const symptom = { phase: 'tls', target: 'https://127.0.0.1:9/health' } as const;
const expired = { isTrusted: false, distrust: 'CERT_HAS_EXPIRED', names: [], chain: [] };

/** Certificates that have expired by our clock; whoever does not mind is told the time. */
function aheadBy(days: number): (wish: ProbeWish) => Partial<ProbeResult> {
  return ({ fromAnybody }) => {
    if (fromAnybody !== true) return { standing: 'down', brokeAt: 'tls', tls: expired };
    const now = new Date();
    const date = new Date(now.getTime() + days * 86_400_000).toUTCString();
    return { startedAt: now.toISOString(), http: makeHttpFacts({ headers: { date } }) };
  };
}

test('behind certificates that are not trusted the time is asked all the same, of both servers', async () => {
  const yaml = `services: { ${desk}, ${auth} }`;
  const { valueOf } = await runExperiment(clocks, { yaml, symptom, answer: aheadBy(-40) });
  for (const fact of ['clock.offset-seconds', 'clock.others-offset-seconds']) {
    assert.ok(Math.abs(Number(valueOf(fact)) + 40 * 86_400) < 3, `${fact} ${valueOf(fact)}`);
  }
});

test('what answers by itself is not asked twice', async () => {
  const date = new Date().toUTCString();
  const { wishes } = await runExperiment(clocks, {
    yaml: `services: { ${desk} }`,
    symptom,
    answer: () => ({ http: makeHttpFacts({ headers: { date } }) }),
  });
  assert.deepEqual(
    wishes.map(({ fromAnybody }) => fromAnybody),
    [undefined],
  );
});
