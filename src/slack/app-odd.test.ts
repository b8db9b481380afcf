import assert from 'node:assert/strict';
import { test } from 'node:test';

import { note } from '#domain/reply.ts';
import { startHearing } from '#testing/hearing-bot.ts';
import { startRawSocket } from '#testing/raw-socket.ts';
import { waitFor } from '#testing/wait-for.ts';

const person = { user: { id: 'U1', team_id: 'T1' }, team: { id: 'T1' } };
const place = { ...person, channel: { id: 'C1' } };
const view = { id: 'V1', type: 'modal', callback_id: 'e2e:form', private_metadata: 'no JSON', state: { values: {} } };
const pressed = { ...place, type: 'block_actions', actions: [{ type: 'button', action_id: 'e2e:stop:0', value: 7 }] };

interface Odd {
  readonly name: string;
  readonly type: 'interactive' | 'slash_commands' | 'events_api';
  readonly payload: object;
  /** In the acknowledgement. */
  readonly answer?: RegExp;
  /** Given to the person after it. */
  readonly whisper?: RegExp;
}

const oddities: readonly Odd[] = [
  {
    name: 'a form whose metadata cannot be read',
    type: 'interactive',
    payload: { ...person, type: 'view_submission', view },
    answer: /"response_action":"update".*in a form that I do not know, so nothing was started/u,
  },
  {
    name: 'a form of somebody else',
    type: 'interactive',
    payload: { ...person, type: 'view_submission', view: { ...view, callback_id: 'other' } },
  },
  { name: 'a closed form', type: 'interactive', payload: { ...person, type: 'view_closed', view } },
  {
    name: 'a global shortcut',
    type: 'interactive',
    payload: { ...person, type: 'shortcut', callback_id: 'x', trigger_id: 't' },
  },
  {
    name: 'a shortcut of a message',
    type: 'interactive',
    payload: { ...place, type: 'message_action', callback_id: 'x', trigger_id: 't', message: { ts: '1.1' } },
    whisper: /This shortcut is not one of mine/u,
  },
  {
    name: 'a question for options',
    type: 'interactive',
    payload: { ...person, type: 'block_suggestion', action_id: 'x', block_id: 'b', value: '' },
    answer: /"options":\[\]/u,
  },
  {
    name: 'a command of wrong types',
    type: 'slash_commands',
    payload: { command: '/e2e', text: 7, user_id: null, channel_id: ['C1'], team_id: 'T1', trigger_id: 't' },
    answer: /in a form that I do not know/u,
  },
  {
    name: 'a button of wrong types',
    type: 'interactive',
    payload: pressed,
    whisper: /in a form that I do not know/u,
  },
  { name: 'a button of nobody', type: 'interactive', payload: { ...pressed, user: null, team: null } },
  { name: 'a button without an action', type: 'interactive', payload: { ...pressed, actions: [] } },
  { name: 'something of a new kind', type: 'interactive', payload: { ...place, type: 'brand_new' } },
  {
    name: 'a mention of wrong types',
    type: 'events_api',
    payload: { type: 'event_callback', event_id: 7, team_id: 'T1', event: { type: 'app_mention', text: {} } },
  },
  {
    name: 'a visit of the Home tab by nobody',
    type: 'events_api',
    payload: { type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event: { type: 'app_home_opened' } },
  },
];

for (const { name, type, payload, answer = /^\{"envelope_id":"e1"/u, whisper } of oddities) {
  test(`${name} is acknowledged, and nothing is started`, async (t) => {
    const slack = await startRawSocket(t);
    const options = { dispatch: () => assert.fail('nothing is to be done'), slack: { apiUrl: slack.apiUrl } };
    const bot = await startHearing(t, options);
    const sent = type === 'interactive' ? { ...payload, response_url: slack.responseUrl } : payload;
    await slack.send(JSON.stringify({ envelope_id: 'e1', type, payload: sent, accepts_response_payload: true }));
    assert.match(await waitFor('the acknowledgement', () => slack.received[0]), answer);
    if (whisper !== undefined) assert.match(await waitFor('the answer', () => slack.responses[0]), whisper);
    assert.deepEqual([slack.received.length, bot.store.requests.accepted], [1, []]);
  });
}

test('what fails inside is acknowledged with words', async (t) => {
  const slack = await startRawSocket(t);
  const bot = await startHearing(t, { dispatch: async () => note(''), slack: { apiUrl: slack.apiUrl } });
  bot.store.requests.accept = () => {
    throw new Error('a bug');
  };
  const payload = { command: '/e2e', text: 'help', user_id: 'U1', channel_id: 'C1', team_id: 'T1', trigger_id: 't' };
  await slack.send(JSON.stringify({ envelope_id: 'e1', type: 'slash_commands', payload }));
  const acknowledgement = await waitFor('the acknowledgement', () => slack.received[0]);
  assert.match(acknowledgement, /Something went wrong inside Teneleven, so nothing was started/u);
});
