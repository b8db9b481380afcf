import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeHttpFacts } from '#testing/make-probe-result.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import { afterTheOperation, isAbrupt } from './after-the-operation.ts';

const yaml = `services: { desk: { url: 'http://127.0.0.1:9', health: /health } },
  websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }`;

const dead: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'tcp',
  problem: { code: 'ECONNREFUSED', message: 'refused' },
};
const broken: Partial<ProbeResult> = { standing: 'down', brokeAt: 'round-trip' };

/** What the health path says, look by look; the conversation breaks off. */
async function look(...said: readonly (number | 'dead')[]): Promise<Ran> {
  let looks = 0;
  return runExperiment(afterTheOperation, {
    yaml,
    answer: ({ endpoint }) => {
      if (endpoint.kind === 'websocket') return broken;
      const uptime = said[Math.min(looks, said.length - 1)];
      looks += 1;
      return uptime === 'dead' ? dead : { http: makeHttpFacts({ body: `{"uptime":${uptime}}` }) };
    },
  });
}

test('a process that answered, is refused after the conversation and begins anew has died of it', async () => {
  const { valueOf, wishes } = await look(100, 'dead', 'dead', 0.4);
  assert.equal(valueOf('replay.went-away'), true);
  assert.equal(valueOf('health.uptime-fell'), true);
  assert.equal(wishes.filter(({ sends }) => sends === true).length, 1);
});

test('a process that goes on has not died, and one that never answered says nothing', async () => {
  const alive = await look(100, 100, 101);
  assert.equal(alive.valueOf('health.uptime-fell'), false);
  assert.equal(alive.valueOf('replay.went-away'), undefined);
  assert.deepEqual((await look('dead')).findings, []);
});

test('without a health path there is nothing to look at', async () => {
  const bare = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }";
  assert.equal((await runExperiment(afterTheOperation, { yaml: bare })).applies, false);
});

test('what broke off without a word is abrupt, what was closed or refused is not', () => {
  for (const word of ['round-trip CLOSE_1006', 'upgrade ECONNRESET', 'upgrade CLOSED_WITHOUT_ANSWER'])
    assert.equal(isAbrupt(word), true, word);
  for (const word of ['ok', 'auth CLOSE_1011', 'upgrade STATUS_403', 'tcp ECONNREFUSED'])
    assert.equal(isAbrupt(word), false, word);
});
