import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';

import { httpVersions } from './http-versions.ts';

const yaml = "services: { desk: { url: 'https://127.0.0.1:9', health: /health } }";

async function asked(target: string | undefined): Promise<unknown> {
  const symptom = { phase: 'http', error: 'ReadTimeout', target } as const;
  const { wishes, valueOf } = await runExperiment(httpVersions, { yaml, symptom });
  assert.deepEqual([valueOf('http.h1'), valueOf('http.h2')], ['ok', 'ok']);
  return [...new Set(wishes.map(({ endpoint }) => endpoint.id))];
}

test('the path that failed is asked by both versions of HTTP, and the health path where none is known', async () => {
  assert.deepEqual(await asked('https://127.0.0.1:9/orders'), ['desk:/orders']);
  assert.deepEqual(await asked(undefined), ['desk']);
});
