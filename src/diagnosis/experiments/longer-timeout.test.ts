import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExperiment } from '#testing/run-experiment.ts';

import { longerTimeout } from './longer-timeout.ts';

const symptom = {
  phase: 'first-message',
  error: 'TimeoutError',
  target: 'ws://127.0.0.1:9/ws',
  medianMs: 2_000,
} as const;
const slow = () => ({ durationMs: 2_600 });
const refuse = () => ({ standing: 'down', durationMs: 30, brokeAt: 'auth' }) as const;

async function given(within: string): Promise<number | undefined> {
  const yaml = `websockets: { chat: { url: 'ws://127.0.0.1:9/ws'${within} } }`;
  const { wishes, applies, valueOf } = await runExperiment(longerTimeout, { yaml, symptom, answer: slow });
  assert.equal(applies, true);
  assert.equal(valueOf('replay.longer-timeout'), 'ok');
  return wishes[0]?.withinMs;
}

test('three times what is configured is given, and never more than half a minute', async () => {
  assert.equal(await given(", within: '2 s'"), 6_000);
  assert.equal(await given(", within: '20 s'"), 30_000);
  assert.equal(await given(''), 24_000);
});

test('what is answered at once by now has not needed more time', async () => {
  const yaml = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws' } }";
  const { valueOf } = await runExperiment(longerTimeout, { yaml, symptom, answer: () => ({ durationMs: 30 }) });
  assert.equal(valueOf('replay.longer-timeout'), undefined);
  const refused = await runExperiment(longerTimeout, { yaml, symptom, answer: refuse });
  assert.notEqual(refused.valueOf('replay.longer-timeout'), undefined);
});
