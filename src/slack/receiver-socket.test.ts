import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { App } from '@slack/bolt';
import { pino } from 'pino';

import { startRawSocket } from '#testing/raw-socket.ts';
import { waitFor } from '#testing/wait-for.ts';

import { toBoltLogger } from './log.ts';
import { connectSocket } from './receiver-socket.ts';

async function startListening(t: TestContext) {
  const slack = await startRawSocket(t);
  const lines: string[] = [];
  const heard: unknown[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  const { receiver } = connectSocket({ appToken: 'xapp-x', apiUrl: slack.apiUrl, log, onFatal: () => {} });
  const app = new App({ receiver, logger: toBoltLogger(log), authorize: async () => ({ botToken: 'xoxb-x' }) });
  app.command(/./u, async ({ body, ack }) => {
    heard.push(body.text);
    await ack();
  });
  await app.start();
  t.after(() => app.stop());
  return { slack, lines, heard };
}

const slash = (id: string, text: string) =>
  JSON.stringify({
    envelope_id: id,
    type: 'slash_commands',
    payload: { command: '/e2e', text, user_id: 'U1', channel_id: 'C1', team_id: 'T1', trigger_id: id },
  });

const odd: readonly (readonly [string, string, boolean])[] = [
  ['a frame that is null', 'null', false],
  ['a frame that is no JSON', '{"type":', false],
  ['a frame that is a list', '[1]', false],
  ['a frame that says nothing', '{}', false],
  ['a frame of a kind that nobody knows', '{"envelope_id":"e1","type":"brand_new","payload":{}}', true],
  ['a frame that is named like an event of the client', '{"envelope_id":"e1","type":"ws_message","payload":{}}', true],
  [
    'the word of Slack that it holds events back',
    '{"envelope_id":"e1","type":"events_api","payload":{"type":"app_rate_limited","minute_rate_limited":1}}',
    true,
  ],
  ['an event that is null', '{"envelope_id":"e1","type":"events_api","payload":{"event":null}}', true],
  [
    'an event that is named like one of the client',
    '{"envelope_id":"e1","type":"events_api","payload":{"event":{"type":"disconnected"}}}',
    true,
  ],
  ['a payload that is null', '{"envelope_id":"e1","type":"events_api","payload":null}', true],
  ['a command without a payload', '{"envelope_id":"e1","type":"slash_commands"}', true],
  ['a button whose payload is a text', '{"envelope_id":"e1","type":"interactive","payload":"x"}', true],
];

for (const [name, frame, isAcknowledged] of odd) {
  test(`${name} ends nothing${isAcknowledged ? ', is acknowledged' : ''} and is warned of`, async (t) => {
    const { slack, lines, heard } = await startListening(t);
    await slack.send(frame);
    await slack.send(slash('e2', 'status'));
    await waitFor('the command after it', () => heard[0]);
    await waitFor('its acknowledgement', () => slack.received.find((text) => text.includes('e2')));
    const acknowledged = slack.received
      .filter((text) => text.includes('e1'))
      .map((text) => JSON.parse(text) as unknown);
    assert.deepEqual(acknowledged, isAcknowledged ? [{ envelope_id: 'e1' }] : []);
    assert.equal(lines.filter((line) => line.includes('"level":40')).length, 1, lines.join(''));
  });
}
