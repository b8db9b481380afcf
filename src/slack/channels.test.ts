import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { startPlayground } from '#playground/start-playground.ts';
import { pino } from 'pino';

import { createChannels } from './channels.ts';
import { createClient } from './client.ts';

async function start(t: TestContext) {
  const playground = await startPlayground({ port: 0, rateLimits: false });
  t.after(() => playground.close());
  const warnings: string[] = [];
  const log = pino({ level: 'silent' });
  const client = createClient({ botToken: playground.botToken, apiUrl: playground.apiUrl, log, timeoutMs: 500 });
  let time = 0;
  const warn = (message: string): void => void warnings.push(message);
  const channelOf = createChannels({ client, log: { warn }, now: () => time });
  const idOf = (name: string): string => playground.workspace().channels.find((each) => each.name === name)?.id ?? '';
  return { playground, channelOf, warnings, idOf, pass: (ms: number) => (time += ms) };
}

test('a channel is found by its name, with and without its sign, and asked for once', async (t) => {
  const { playground, channelOf, idOf, warnings, pass } = await start(t);
  const found = [await channelOf('#on-call'), await channelOf('on-call'), await channelOf('C024BE91L')];
  assert.deepEqual(found, [idOf('on-call'), idOf('on-call'), 'C024BE91L']);
  pass(3_600_000);
  playground.misbehave({ kind: 'server-error', times: 9 });
  assert.equal(await channelOf('#on-call'), idOf('on-call'));
  assert.deepEqual(warnings, []);
  assert.equal(playground.calls.filter(({ method }) => method === 'conversations.list').length, 1);
});

test('a channel that is not there, or that the bot is not in, is said once', async (t) => {
  const { channelOf, idOf, warnings } = await start(t);
  for (const name of ['#nowhere', '#nowhere', '#general', '#general']) {
    assert.equal(await channelOf(name), name === '#general' ? idOf('general') : name);
  }
  assert.deepEqual(warnings, [
    'No channel named "#nowhere": a private one is seen only after /invite in it',
    'The bot is not in "#general", so nothing can be told there: invite it with /invite',
  ]);
});

test('while Slack is out of reach nobody claims to know, and afterwards it is asked again', async (t) => {
  const { playground, channelOf, idOf } = await start(t);
  playground.misbehave({ kind: 'server-error', method: 'conversations.list' });
  await assert.rejects(channelOf('#on-call'));
  assert.equal(await channelOf('#on-call'), idOf('on-call'));
});
