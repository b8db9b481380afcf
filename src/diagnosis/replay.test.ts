import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpFacts, makeProbeResult } from '#testing/make-probe-result.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import type { Aim, Experiment } from './experiments/experiment.ts';
import { readReplay } from './replay.ts';

const yaml = `
  services: { desk: { url: 'http://127.0.0.1:9', health: /health, checks: [{ path: /orders, auth: batch }, { path: /orders, auth: ida }] } },
  credentials: { batch: { static: x }, ida: { static: y } }
`;

/** What three replays of a path say, in each of which these endpoints fared like that. */
async function read(round: (aim: Aim) => readonly ProbeResult[]) {
  let aimed: string | undefined;
  const reading: Experiment = {
    name: 'reading',
    observes: [],
    costSeconds: 1,
    doing: 'reading replays',
    applies: () => true,
    run: (aim, lab) => {
      const replayed = readReplay(aim, [round(aim), round(aim), round(aim)], { lab, others: [] });
      aimed = replayed.aim.failingPath?.check.auth;
      return Promise.resolve(replayed.findings);
    },
  };
  const symptom = {
    phase: 'http',
    error: 'HTTPStatusError',
    status: 401,
    target: 'http://127.0.0.1:9/orders',
  } as const;
  const { valueOf } = await runExperiment(reading, { yaml, symptom });
  return { aimed, passed: valueOf('replay.passed'), path: valueOf('http.failing-path') };
}

test('of a path that two users ask for, the one who is refused is what is asked about from then on', async () => {
  const refusal = { code: 'STATUS_401', message: '401' };
  const found = await read(({ operations: [batch, ida] }) => [
    makeProbeResult({ endpoint: batch?.id ?? '', http: makeHttpFacts() }),
    makeProbeResult({
      endpoint: ida?.id ?? '',
      standing: 'down',
      brokeAt: 'response',
      problem: refusal,
      http: makeHttpFacts({ status: 401 }),
    }),
  ]);
  assert.deepEqual(found, { aimed: 'ida', passed: 0, path: 'response STATUS_401' });
});

test('where both pass it stays with the first', async () => {
  const found = await read(({ operations }) => operations.map(({ id }) => makeProbeResult({ endpoint: id })));
  assert.deepEqual([found.aimed, found.passed], ['batch', 3]);
});
