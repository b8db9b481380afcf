import assert from 'node:assert/strict';
import { test } from 'node:test';

import { note } from '#domain/reply.ts';
import { startHearing } from '#testing/hearing-bot.ts';

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
