import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeProbeResult, makeWsFacts } from '#testing/make-probe-result.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { connections } from './connections.ts';

const yaml = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws' } }";
const symptom = { phase: 'upgrade', status: 503, target: 'ws://127.0.0.1:9/ws' } as const;

/** The eighth of each climb is refused; `openMs` tells how long the others took until they were open. */
async function waited(refusedMs: number, openMs: (count: number) => number): Promise<unknown> {
  const { valueOf } = await runExperiment(connections, {
    yaml,
    symptom,
    answer: (_, count) => {
      const isRefused = count % 8 === 0;
      const durationMs = isRefused ? refusedMs : openMs(count % 8);
      const step = { step: 'upgrade', outcome: isRefused ? 'failed' : 'passed', durationMs } as const;
      return isRefused ? { standing: 'down', brokeAt: 'upgrade', steps: [step] } : { steps: [step] };
    },
  });
  assert.equal(valueOf('ws.fails-from'), 8);
  return valueOf('ws.ladder-waited');
}

test('a refusal after a wait is told by the quickest: those who waited their turn, and got it, are slow as well', async () => {
  assert.equal(await waited(1_500, () => 20), true);
  assert.equal(await waited(1_500, (count) => (count < 3 ? 20 : 1_400)), true);
  assert.equal(await waited(30, () => 20), false);
});

test('of somebody who could not sign in nothing is said: no connection was opened', async () => {
  const unsigned = { standing: 'unknown', problem: { code: 'NO_TOKEN', message: 'no token' } } as const;
  const { findings, applies } = await runExperiment(connections, { yaml, symptom, answer: () => unsigned });
  assert.equal(applies, true);
  assert.deepEqual(findings, []);
});

test('each is open before the next is asked for, as far as is known how long that takes', async () => {
  const beganMs = performance.now();
  const step = { step: 'upgrade', outcome: 'passed', durationMs: 60 } as const;
  const plain = makeProbeResult({ kind: 'websocket', steps: [step], ws: makeWsFacts({ status: 101 }) });
  const { wishes } = await runExperiment(connections, { yaml, symptom, plain });
  assert.ok(performance.now() - beganMs >= 8 * 120 - 20);
  // All of them are still held when the last one comes.
  assert.ok(wishes.slice(0, 8).every(({ changed }) => Number(changed?.['hold']) > 8 * 120));
});

test('where all are slow, the one that is refused has not waited', async () => {
  assert.equal(await waited(1_500, () => 1_200), false);
});

const opened = async (tests: readonly string[]): Promise<number> => {
  const { wishes } = await runExperiment(connections, { yaml, symptom: { ...symptom, tests } });
  return wishes.length;
};

test('where nothing is sent, what passes silently together is tried twice more as well', async () => {
  assert.equal(await opened(['test_one_chat']), 8);
  assert.equal(await opened(['test_many_chats']), 24);
});

test('what passes one after the other is said in the same moment as well, twice where tests speak of many', async () => {
  const talking = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }";
  const talksOf = async (tests: readonly string[]): Promise<number> => {
    const { wishes } = await runExperiment(connections, { yaml: talking, symptom: { ...symptom, tests } });
    return wishes.filter(({ sends }) => sends === true).length;
  };
  assert.equal(await talksOf(['test_one_chat']), 16);
  assert.equal(await talksOf(['test_many_chats']), 24);
});
