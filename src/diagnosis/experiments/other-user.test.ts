import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import type { ProbeWish } from './experiment.ts';
import { otherUser, otherUserByHttp } from './other-user.ts';

const signIn = (user: string): string =>
  `{ login: { service: desk, path: /login, body: { user: ${user} }, token: /token } }`;
const yaml = `
  services: { desk: { url: 'http://127.0.0.1:9', health: /health, checks: [{ path: /me, auth: anna }] } },
  credentials: { anna: ${signIn('anna')}, omar: ${signIn('omar')}, robot: { static: x } },
  websockets: { chat: { url: 'ws://127.0.0.1:9/ws', auth: anna, send: hello } }
`;
const refusal = (code: string): Partial<ProbeResult> => ({
  standing: 'down',
  brokeAt: 'response',
  problem: { code, message: code },
});

function userOf({ endpoint }: ProbeWish): string | undefined {
  return endpoint.kind === 'http' ? endpoint.check.auth : endpoint.socket.auth;
}

function refused(who: readonly string[], status = 404, code = 'STATUS_404'): Promise<Ran> {
  return runExperiment(otherUserByHttp, {
    yaml,
    symptom: { phase: 'http', error: 'HTTPStatusError', status, target: 'http://127.0.0.1:9/me' },
    answer: (wish) => (who.includes(userOf(wish) ?? '') ? refusal(code) : {}),
  });
}

test('of two users one is refused as the test was, whichever of them', async () => {
  for (const who of ['anna', 'omar']) {
    const { valueOf, findings } = await refused([who]);
    assert.equal(valueOf('http.one-user-refused'), true);
    assert.equal(findings[0]?.isControlled, true);
  }
});

test('two that fare alike, or are refused in another way than the test, tell nothing of a user', async () => {
  assert.equal((await refused([])).valueOf('http.one-user-refused'), false);
  assert.equal((await refused(['anna', 'omar'])).valueOf('http.one-user-refused'), false);
  assert.equal((await refused(['omar'], 404, 'STATUS_500')).valueOf('http.one-user-refused'), false);
});

test('of tokens that do not change, the one of another name is another user', async () => {
  const { wishes } = await runExperiment(otherUser, {
    yaml: `
      services: { desk: { url: 'http://127.0.0.1:9', health: /health } },
      credentials: { mara: { static: x }, nils: { static: y }, again: { static: x } },
      websockets: { chat: { url: 'ws://127.0.0.1:9/ws', auth: mara, send: hello } }
    `,
    symptom: { status: 403, target: 'ws://127.0.0.1:9/ws' },
  });
  assert.deepEqual(new Set(wishes.map(userOf)), new Set(['mara', 'nils']));
});

test('nobody is tried for what was no refusal', async () => {
  assert.equal((await refused([], 500)).applies, false);
});

test('a websocket is opened by somebody else who signs in at the same place', async () => {
  const { wishes, valueOf } = await runExperiment(otherUser, {
    yaml,
    symptom: { status: 403, target: 'ws://127.0.0.1:9/ws' },
    answer: (wish) => (userOf(wish) === 'anna' ? refusal('STATUS_403') : {}),
  });
  assert.deepEqual(new Set(wishes.map(userOf)), new Set(['anna', 'omar']));
  assert.equal(valueOf('ws.other-user'), 'ok');
});
