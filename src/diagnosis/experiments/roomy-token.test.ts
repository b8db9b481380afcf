import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { roomyToken } from './roomy-token.ts';

const refused: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'upgrade',
  problem: { code: 'STATUS_401', message: 'refused' },
};

async function passes(credential: string, isRefused: (token: string | undefined) => boolean) {
  const chat = "{ url: 'ws://127.0.0.1:9/ws', auth: me }";
  return runExperiment(roomyToken, {
    yaml: `credentials: { me: ${credential} }, websockets: { chat: ${chat} }`,
    symptom: { status: 401, target: 'ws://127.0.0.1:9/ws' },
    answer: ({ changed }) => (isRefused(changed?.token) ? refused : {}),
  });
}

const signed = '{ jwt: { secret: { env: KEY }, claims: { sub: me } } }';

test('a token that is refused, and passes with room for clocks, was refused for its times', async () => {
  assert.equal((await passes(signed, (token) => token !== 'roomy')).valueOf('auth.roomy-passes'), true);
  assert.equal((await passes(signed, () => true)).valueOf('auth.roomy-passes'), false);
  // Where the plain one passes there is nothing to explain.
  assert.equal((await passes(signed, () => false)).valueOf('auth.roomy-passes'), undefined);
});

test('only what is signed here can be given other times', async () => {
  assert.equal((await passes('{ static: x }', () => true)).applies, false);
});
