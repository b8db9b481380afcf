import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import type { Dispatch } from '#chat/dispatch.ts';
import { note } from '#domain/reply.ts';
import { startHearing } from '#testing/hearing-bot.ts';
import { waitFor } from '#testing/wait-for.ts';

test('over signed requests, commands, mentions and repeated deliveries are heard as over the socket', async (t) => {
  const heard: string[] = [];
  const bot = await startHearing(t, {
    http: true,
    dispatch: async ({ via, words }) => {
      heard.push(`${via} ${words.join(' ')}`);
      return note('done');
    },
  });
  const user = bot.ids.get('mara') ?? '';
  const channel = bot.ids.get('staging') ?? '';
  bot.playground.misbehave({ kind: 'deliver-twice' });
  assert.deepEqual(await bot.playground.slash({ user, channel, command: '/e2e', text: 'run critical' }), { ok: true });
  assert.deepEqual(await bot.playground.post({ user, channel, text: '@teneleven status' }), { ok: true });
  await bot.seen((event) => event.kind === 'ephemeral');
  await bot.seen((event) => event.kind === 'message' && event.message['text'] === 'done');
  assert.deepEqual(heard, ['command run critical', 'mention status']);
  const ready = await fetch(`http://127.0.0.1:${bot.app.port}/readyz`);
  assert.deepEqual([ready.status, await ready.json()], [200, { slack: true, store: true }]);
});

test('in Socket Mode a port serves the health checks alone', async (t) => {
  const bot = await startHearing(t, { dispatch: async () => note(''), slack: { port: 0 } });
  const url = `http://127.0.0.1:${bot.app.port}`;
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  assert.equal((await fetch(`${url}/slack/events`, { method: 'POST', body: '{}' })).status, 404);
  await bot.app.stop();
  await assert.rejects(fetch(`${url}/healthz`));
});

const lock: Dispatch = async () => ({ ...note('staging is locked'), audience: 'everyone' });

for (const http of [true, false]) {
  test(`${http ? 'over signed requests' : 'in Socket Mode'} the bot is not ready while Slack hangs`, async (t) => {
    const bot = await startHearing(t, { http, dispatch: async () => note(''), slack: http ? {} : { port: 0 } });
    bot.playground.misbehave({ kind: 'hang', method: 'auth.test', times: 10 });
    const ready = await fetch(`http://127.0.0.1:${bot.app.port}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [503, { slack: false, store: true }]);
  });

  test(`${http ? 'over signed requests' : 'in Socket Mode'} the bot is not ready with a token that may tell nothing`, async (t) => {
    const bot = await startHearing(t, { http, dispatch: lock, slack: http ? {} : { port: 0 } });
    bot.playground.misbehave({ kind: 'error', method: 'chat.postMessage', code: 'token_revoked', times: 2 });
    const place = { user: bot.ids.get('mara') ?? '', channel: bot.ids.get('staging') ?? '' };
    await bot.playground.slash({ ...place, command: '/e2e', text: 'lock staging' });
    const body = await waitFor('the end of readiness', async () => {
      const ready = await fetch(`http://127.0.0.1:${bot.app.port}/readyz`);
      const answer: unknown = await ready.json();
      return ready.status === 503 ? answer : undefined;
    });
    assert.deepEqual(body, { slack: false, store: true });
    assert.equal((await fetch(`http://127.0.0.1:${bot.app.port}/healthz`)).status, 200);
  });
}

test('a request that is replayed inside its five minutes is acknowledged each time and carried out once', async (t) => {
  const heard: string[] = [];
  const dispatch: Dispatch = async ({ words }) => {
    heard.push(words.join(' '));
    return note('done');
  };
  const bot = await startHearing(t, { http: true, dispatch });
  const body = 'command=%2Fe2e&text=run+critical&user_id=U1&channel_id=C1&trigger_id=1.2.3';
  const timestamp = String(Math.floor(Date.now() / 1_000) - 100);
  const digest = createHmac('sha256', bot.playground.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
  const url = `http://127.0.0.1:${bot.app.port}/slack/events`;
  for (let time = 0; time < 3; time += 1)
    assert.equal((await fetch(url, { method: 'POST', headers, body })).status, 200);
  await waitFor('the first', () => heard[0]);
  await bot.app.stop();
  assert.deepEqual(heard, ['run critical']);
});
