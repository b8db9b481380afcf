import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';

import { headerSizes } from './headers.ts';

const yaml = "services: { desk: { url: 'http://127.0.0.1:9', health: /health } }";
const symptom = { phase: 'http', error: 'HTTPStatusError', status: 400, target: 'http://127.0.0.1:9/mine' } as const;
const refused = {
  standing: 'down',
  brokeAt: 'response',
  problem: { code: 'STATUS_400', message: '' },
} as const;

/** How long the headers were that were asked with, of a server that takes `mostBytes`. */
async function asked(headerBytes: number | undefined, mostBytes: number) {
  const { wishes, valueOf } = await runExperiment(headerSizes, {
    yaml,
    symptom: { ...symptom, headerBytes },
    answer: ({ headers = {} }) => ((headers['x-padding']?.length ?? 0) > mostBytes ? refused : {}),
  });
  const bytes = wishes.flatMap(({ headers }) => headers?.['x-padding']?.length ?? []);
  return [valueOf('http.large-header'), bytes];
}

test('headers grow to what every usual server takes, and to what the test sent where that is more', async () => {
  assert.deepEqual(await asked(undefined, 8_192), ['ok', [1_400, 3_000, 6_000]]);
  assert.deepEqual(await asked(9_195, 8_192), ['response STATUS_400', [1_400, 3_000, 6_000, 9_195]]);
  assert.deepEqual(await asked(4_500, 8_192), ['ok', [1_400, 3_000, 6_000]]);
  assert.deepEqual(await asked(40_000, 8_192), ['ok', [1_400, 3_000, 6_000]]);
  assert.deepEqual(await asked(9_195, 2_000), ['response STATUS_400', [1_400, 3_000]]);
});
