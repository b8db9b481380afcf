import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startScene } from '#testing/bolt-scene.ts';

const ok = { ok: true };
const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } }) as const;

test('a slash command reaches Bolt, and the answer by response_url is shown to the person who asked', async (t) => {
  const { app, playground, people, channels, start, seen } = await startScene(t);
  app.command('/e2e', async ({ ack, respond, command }) => {
    await ack();
    await respond(`${command.user_name} in #${command.channel_name} said ${command.text}`);
  });
  await start();
  const input = { user: people.mara, channel: channels.staging, command: '/e2e', text: ' run critical ' };
  assert.deepEqual(await playground.slash(input), ok);
  const { user, message } = await seen('ephemeral');
  assert.equal(user, people.mara);
  assert.equal(message['text'], 'mara in #staging said run critical');
});

test('an answer with the acknowledgement is shown too, to everybody when it says so', async (t) => {
  const { app, playground, people, channels, start, seen } = await startScene(t);
  app.command('/e2e', ({ ack, command }) =>
    command.text === 'all' ? ack({ response_type: 'in_channel', text: 'Hello all' }) : ack('Hello you'),
  );
  await start();
  const slash = (text: string) =>
    playground.slash({ user: people.mara, channel: channels.general, command: '/e2e', text });
  assert.deepEqual(await slash('me'), ok);
  assert.equal((await seen('ephemeral')).message['text'], 'Hello you');
  assert.deepEqual(await slash('all'), ok);
  const { channel, message } = await seen('message');
  assert.deepEqual([channel, message['text'], message['bot_id']], [channels.general, 'Hello all', 'B0TENELEVEN']);
});

test('a command that nobody acknowledges fails after three seconds, one without a socket at once', async (t) => {
  const { app, playground, people, channels, start } = await startScene(t);
  const input = { user: people.mara, channel: channels.staging, command: '/e2e', text: '' };
  assert.deepEqual(await playground.slash(input), { ok: false, error: 'dispatch_failed' });
  app.command('/e2e', async () => undefined);
  await start();
  const startedAt = Date.now();
  assert.deepEqual(await playground.slash(input), { ok: false, error: 'operation_timeout' });
  assert.ok(Date.now() - startedAt >= 2_990);
});

test('slash commands are refused in threads, and when the app does not have them', async (t) => {
  const { playground, people, channels } = await startScene(t);
  const input = { user: people.mara, channel: channels.staging, text: '' };
  assert.deepEqual(await playground.slash({ ...input, command: '/e2e', thread: '1.000001' }), {
    ok: false,
    error: 'not_supported_in_threads',
  });
  assert.deepEqual(await playground.slash({ ...input, command: '/deploy' }), { ok: false, error: 'unknown_command' });
});

test('a button reaches Bolt with its value, its message and a response_url that replaces the message', async (t) => {
  const { app, client, playground, people, channels, start, seen } = await startScene(t);
  app.action('stop', async ({ ack, action, body, respond }) => {
    await ack();
    const value = action.type === 'button' ? action.value : '';
    await respond({ replace_original: true, text: `${body.user.id} stopped ${value}` });
  });
  await start();
  const button = {
    type: 'button',
    action_id: 'stop',
    value: 'r1',
    text: { type: 'plain_text', text: 'Stop' },
  } as const;
  const posted = await client.chat.postMessage({
    channel: channels.staging,
    text: 'r1 runs',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  const [block] = posted.message?.blocks ?? [];
  assert.ok(block?.block_id);
  const input = { user: people.jonas, channel: channels.staging, ts: posted.ts, actionId: 'stop', element: button };
  assert.deepEqual(await playground.press({ ...input, blockId: block.block_id }), ok);
  const { message } = await seen('edited');
  assert.equal(message['text'], `${people.jonas} stopped r1`);
  assert.deepEqual(await playground.press({ ...input, blockId: 'forged' }), { ok: false, error: 'no_such_element' });
});

test('a press sends the element that was shown and an option that it has, whatever the page says', async (t) => {
  const { app, client, playground, people, channels, start } = await startScene(t);
  const chosen: unknown[] = [];
  app.action(/.*/u, async ({ ack, action }) => {
    await ack();
    chosen.push(action.type === 'static_select' ? action.selected_option.value : undefined);
    chosen.push(action.type === 'button' ? action.value : undefined);
  });
  await start();
  const posted = await client.chat.postMessage({
    channel: channels.staging,
    text: 'Choose',
    blocks: [
      {
        type: 'actions',
        block_id: 'b',
        elements: [
          { type: 'static_select', action_id: 'suite', options: [option('critical')] },
          { type: 'button', action_id: 'go', value: 'true', text: { type: 'plain_text', text: 'Go' } },
        ],
      },
    ],
  });
  const input = { user: people.mara, channel: channels.staging, ts: posted.ts, blockId: 'b', element: { value: 'no' } };
  assert.deepEqual(await playground.press({ ...input, actionId: 'suite', selected: option('critical') }), ok);
  assert.deepEqual(await playground.press({ ...input, actionId: 'go' }), ok);
  assert.deepEqual(chosen, ['critical', undefined, undefined, 'true']);
  assert.deepEqual(await playground.press({ ...input, actionId: 'suite', selected: option('x') }), {
    ok: false,
    error: 'no_such_option',
  });
});

test('a mention becomes an app_mention, in its thread; in a channel without the bot it becomes a hint', async (t) => {
  const { app, client, playground, people, channels, start, seen } = await startScene(t);
  app.event('app_mention', async ({ event, say }) => {
    await say({ text: `Heard ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
  });
  await start();
  const root = await client.chat.postMessage({ channel: channels.staging, text: 'r1' });
  const input = { user: people.mara, text: '@Teneleven <b> stop & @jonas' };
  assert.deepEqual(await playground.post({ ...input, channel: channels.staging, thread: root.ts }), ok);
  const { message } = await seen('message', (event) => String(event.message['text']).startsWith('Heard'));
  assert.equal(message['text'], `Heard <@U0TENELEVEN> &lt;b&gt; stop &amp; <@${people.jonas}>`);
  assert.equal(message['thread_ts'], root.ts);
  const { message: shown } = await seen('edited', (event) => event.message['reply_count'] === 2);
  assert.deepEqual([shown['ts'], shown['reply_users']], [root.ts, [people.mara, 'U0TENELEVEN']]);

  assert.deepEqual(await playground.post({ ...input, channel: channels.general }), ok);
  assert.match(String((await seen('ephemeral')).message['text']), /not in this channel/u);
  const invite = { user: people.mara, channel: channels.general, command: '/invite', text: '@teneleven' };
  assert.deepEqual(await playground.slash(invite), ok);
  assert.ok((await client.chat.postMessage({ channel: channels.general, text: 'Here now' })).ok);
});
