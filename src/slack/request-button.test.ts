import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readButton } from './request-button.ts';

const at = '2026-01-02T03:04:05.000Z';

function press(action: object, changes: object = {}) {
  const body = {
    user: { id: 'U1', username: 'mara', team_id: 'T1' },
    channel: { id: 'C1' },
    container: { message_ts: '5.5' },
    response_url: 'https://hooks.slack.com/actions/x',
    trigger_id: 'tr1',
    actions: [{ action_id: 'e2e:stop:0', action_ts: '9.9', value: 'r7', ...action }],
    ...changes,
  };
  return readButton(body, at);
}

test('a button says its command and the ids of its value', () => {
  assert.deepEqual(press({})?.read(), {
    id: 'button:C1:5.5:e2e:stop:0:r7:U1:9.9',
    via: 'button',
    words: ['stop', 'r7'],
    actor: { id: 'U1', name: 'mara', via: 'slack' },
    team: 'T1',
    place: { channel: 'C1', thread: undefined },
    responseUrl: 'https://hooks.slack.com/actions/x',
    receivedAt: at,
  });
  assert.deepEqual(press({ action_id: 'e2e:status:12', value: undefined })?.read().words, ['status']);
});

test('a select says its command, the ids and the word that was chosen', () => {
  const chosen = { action_id: 'e2e:silence:1', value: undefined, selected_option: { value: 'i3 4h' } };
  assert.deepEqual(press(chosen)?.read().words, ['silence', 'i3', '4h']);
  assert.notEqual(press(chosen)?.click, press({ ...chosen, selected_option: { value: 'i3 1h' } })?.click);
  assert.throws(() => press({ ...chosen, selected_option: { value: 'i3 <!channel>' } })?.read(), {
    code: 'UNKNOWN_BUTTON',
  });
});

test('a forged command or value is refused', () => {
  const forged = [
    { value: 'r7; rm -rf /' },
    { value: '$(id)' },
    { value: 'x'.repeat(65) },
    { action_id: 'e2e:__proto__:0' },
  ];
  for (const action of [...forged, { action_id: 'e2e:stop' }, { value: 'r7\u0000' }]) {
    assert.throws(() => press(action)?.read(), { code: 'UNKNOWN_BUTTON' }, JSON.stringify(action));
  }
});

test('links and the elements of others ask for nothing', () => {
  assert.equal(press({ action_id: 'Xy1z' }), undefined);
});

test('a button of a reply is told in its thread, one of a root message in the channel', () => {
  assert.equal(press({}, { message: { thread_ts: '4.4' } })?.read().place?.thread, '4.4');
  assert.equal(press({}, { message: { thread_ts: '5.5' } })?.read().place?.thread, undefined);
});

test('a button of the Home tab is told in the conversation with the bot', () => {
  const container = { view_id: 'V1' };
  assert.equal(
    press({}, { channel: undefined, container, view: { private_metadata: 'D1' } })?.read().place?.channel,
    'D1',
  );
  assert.equal(press({}, { channel: undefined, container })?.read().place?.channel, 'U1');
});

test('the person of another team keeps that team, whatever workspace the button was in', () => {
  const user = { id: 'U1', team_id: 'T2' };
  assert.equal(press({}, { user, team: { id: 'T1' } })?.read().team, 'T2');
});
