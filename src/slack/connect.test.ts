import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pino } from 'pino';

import { startPlayground } from '#playground/start-playground.ts';

import { createClient } from './client.ts';
import { connectSlack } from './connect.ts';
import { createIdentity } from './identity.ts';

const onFatal = (): never => assert.fail('Slack has no reason to refuse');

test('what is heard before anybody listens waits, and is taken then', async (t) => {
  const playground = await startPlayground({ port: 0, rateLimits: false });
  t.after(() => playground.close());
  const log = pino({ level: 'silent' });
  const { apiUrl, botToken, appToken } = playground;
  const identity = createIdentity(createClient({ botToken, apiUrl, log }));
  const { app, opened } = connectSlack({ botToken, appToken, apiUrl, identity, log, onFatal });
  t.after(() => app.stop());
  await opened;

  const { users, channels } = playground.workspace();
  const place = { user: users[0]?.id ?? '', channel: channels[0]?.id ?? '' };
  const answered = playground.slash({ ...place, command: '/e2e', text: 'help' });
  // A round trip later it has arrived as well.
  await identity();
  const heard: string[] = [];
  app.command(/./u, async ({ body, ack }) => {
    heard.push(body.text);
    await ack();
  });
  assert.deepEqual(heard, []);
  app.admit();
  assert.equal((await answered).ok, true);
  assert.deepEqual(heard, ['help']);
});
