import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readMention } from './request-mention.ts';

const at = '2026-01-02T03:04:05.000Z';
const authorizations = [{ user_id: 'U0BOT' }];
const event = { type: 'app_mention', user: 'U1', text: '<@U0BOT> status', channel: 'C1', ts: '1.1' };
const mention = (changes: object) => ({
  event_id: 'Ev1',
  team_id: 'T1',
  authorizations,
  event: { ...event, ...changes },
});
const wordsOf = (changes: object) => readMention(mention(changes), at)?.read().words;

test('the words after the mention of the bot are the request, told in the thread or in a new one', () => {
  assert.deepEqual(readMention(mention({}), at)?.read(), {
    id: 'mention:Ev1',
    via: 'mention',
    words: ['status'],
    actor: { id: 'U1', name: 'U1', via: 'slack' },
    team: 'T1',
    place: { channel: 'C1', thread: '1.1' },
    opensThread: true,
    receivedAt: at,
  });
  const inThread = readMention(mention({ thread_ts: '0.9' }), at)?.read();
  assert.deepEqual([inThread?.place?.thread, inThread?.opensThread], ['0.9', undefined]);
});

test('the bot is found behind other people and with a name or a colon', () => {
  assert.deepEqual(wordsOf({ text: 'hey <@U1>, <@U0BOT|teneleven>: run critical' }), ['run', 'critical']);
  assert.deepEqual(wordsOf({ text: '<@U0BOT>' }), []);
});

test('the team of the person is the one the message came from', () => {
  assert.equal(readMention(mention({ user_team: 'T2', team: 'T1' }), at)?.read().team, 'T2');
});

test('bots, edits and messages of nobody ask for nothing', () => {
  for (const changes of [{ bot_id: 'B1' }, { edited: { ts: '2' } }, { user: undefined }]) {
    assert.equal(readMention(mention(changes), at), undefined);
  }
});

test('a payload of another shape is refused', () => {
  assert.throws(() => readMention({ event: { type: 'app_mention' } }, at));
});
