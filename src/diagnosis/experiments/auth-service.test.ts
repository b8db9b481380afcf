import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';

import { authService } from './auth-service.ts';

const auth = "auth: { url: 'http://127.0.0.1:9', health: /health }";
const desk = "desk: { url: 'http://127.0.0.1:8', health: /health }";
const symptom = { phase: 'http', status: 503, error: 'HTTPStatusError', target: 'http://127.0.0.1:9/login' } as const;

function downOf(...names: readonly string[]) {
  return ({ endpoint }: { readonly endpoint: { readonly name: string } }) =>
    names.includes(endpoint.name) ? ({ standing: 'down', brokeAt: 'tcp' } as const) : {};
}

test('the service that signs in fails alone where all others answer', async () => {
  const answer = downOf('auth');
  const { valueOf } = await runExperiment(authService, { yaml: `services: { ${auth}, ${desk} }`, symptom, answer });
  assert.equal(valueOf('auth.health'), 'tcp UNKNOWN');
  assert.equal(valueOf('auth.alone'), true);
});

test('it does not where another one fails too, nor where there is no other', async () => {
  const both = { yaml: `services: { ${auth}, ${desk} }`, symptom, answer: downOf('auth', 'desk') };
  assert.equal((await runExperiment(authService, both)).valueOf('auth.alone'), false);
  const only = { yaml: `services: { ${auth} }`, symptom, answer: downOf('auth') };
  assert.equal((await runExperiment(authService, only)).valueOf('auth.alone'), false);
});

test('of a service that answers it is not asked whether it fails alone', async () => {
  const { valueOf } = await runExperiment(authService, { yaml: `services: { ${auth}, ${desk} }`, symptom });
  assert.equal(valueOf('auth.health'), 'ok');
  assert.equal(valueOf('auth.alone'), undefined);
});
