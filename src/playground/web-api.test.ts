import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startScene } from '#testing/bolt-scene.ts';

const code = (error: string) => (thrown: { data?: { error?: string } }) => {
  assert.equal(thrown.data?.error, error);
  return true;
};

test('tokens: none, an unknown one, one of the wrong type', async (t) => {
  const { playground, client } = await startScene(t);
  const { apiUrl: slackApiUrl } = playground;
  const call = async (method: string, authorization?: string) => {
    const response = await fetch(`${slackApiUrl}${method}`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization: `Bearer ${authorization}` },
    });
    const answer: unknown = await response.json();
    return answer;
  };
  assert.deepEqual(await call('auth.test'), { ok: false, error: 'not_authed' });
  assert.deepEqual(await call('auth.test', 'xoxb-unknown'), { ok: false, error: 'invalid_auth' });
  assert.deepEqual(await call('auth.test', playground.appToken), { ok: false, error: 'not_allowed_token_type' });
  const wrong = { ok: false, error: 'not_allowed_token_type' };
  assert.deepEqual(await call('apps.connections.open', playground.botToken), wrong);
  const unknown = { ok: false, error: 'unknown_method', req_method: 'chat.shout' };
  assert.deepEqual(await call('chat.shout', playground.botToken), unknown);
  const { ok, user_id, bot_id, team } = await client.auth.test();
  assert.deepEqual(
    { ok, user_id, bot_id, team },
    {
      ok: true,
      user_id: 'U0TENELEVEN',
      bot_id: 'B0TENELEVEN',
      team: 'Playground',
    },
  );
});

test('a method beyond the scopes of the manifest is refused with what it needs', async (t) => {
  const { client, channels } = await startScene(t);
  await assert.rejects(client.conversations.join({ channel: channels.general }), (thrown: { data?: object }) => {
    const { ok, error, needed, provided } = { needed: '', provided: '', ok: true, error: '', ...thrown.data };
    assert.deepEqual({ ok, error, needed }, { ok: false, error: 'missing_scope', needed: 'channels:join' });
    assert.ok(provided.split(',').includes('chat:write'));
    return true;
  });
});

test('posting is refused by channel, membership, archive, thread and content', async (t) => {
  const { client, channels, people } = await startScene(t);
  const post = (more: { channel?: string; text?: string; thread_ts?: string }) =>
    client.chat.postMessage({ channel: channels.staging, text: 'x', ...more });
  await assert.rejects(post({ channel: 'C0NOWHERE' }), code('channel_not_found'));
  await assert.rejects(post({ channel: channels.general }), code('not_in_channel'));
  await assert.rejects(post({ channel: 'C000000002' }), code('is_archived'));
  await assert.rejects(post({ text: '' }), code('no_text'));
  await assert.rejects(post({ thread_ts: 'soon' }), code('invalid_thread_ts'));
  await assert.rejects(post({ thread_ts: '1.000001' }), code('thread_not_found'));
  await assert.rejects(client.apiCall('chat.postMessage', { text: 'x' }), code('invalid_arguments'));
  const direct = await post({ channel: people.mara });
  assert.match(direct.channel ?? '', /^D/u);
  assert.equal((await post({ channel: '#on-call' })).channel, channels.onCall);
});

test('edits are for own messages that are there, with text of at most 4,000 characters', async (t) => {
  const { client, playground, channels, people, seen } = await startScene(t);
  const channel = channels.staging;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'queued' });
  await playground.post({ user: people.mara, channel, text: 'mine' });
  const { message } = await seen('message', (event) => event.message['text'] === 'mine');
  const foreign = String(message['ts']);
  await assert.rejects(client.chat.update({ channel, ts: foreign, text: 'x' }), code('cant_update_message'));
  await assert.rejects(client.chat.delete({ channel, ts: foreign }), code('cant_delete_message'));
  await assert.rejects(client.chat.update({ channel, ts: '1.000001', text: 'x' }), code('message_not_found'));
  await assert.rejects(client.chat.update({ channel, ts, text: 'x'.repeat(4_001) }), code('msg_too_long'));
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }];
  await assert.rejects(
    client.apiCall('chat.update', { channel, ts, text: 'x', blocks }),
    (thrown: { data?: object }) => {
      const problem = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
      assert.deepEqual(thrown.data, {
        ok: false,
        error: 'invalid_blocks',
        errors: [problem],
        response_metadata: { messages: [`[ERROR] ${problem}`] },
      });
      return true;
    },
  );
  await client.chat.update({ channel, ts, text: 'done' });
  const edited = await seen('edited');
  assert.deepEqual([edited.message['ts'], edited.message['text']], [ts, 'done']);
  await client.chat.delete({ channel, ts });
  assert.equal((await seen('deleted')).ts, ts);
});

test('history holds what was posted, in a window, with metadata only when asked for', async (t) => {
  const { client, channels } = await startScene(t);
  const channel = channels.staging;
  const metadata = { event_type: 'run', event_payload: { key: 'r1/root' } };
  const first = await client.chat.postMessage({ channel, text: 'first', metadata });
  const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: first.ts });
  const second = await client.chat.postMessage({ channel, text: 'second', thread_ts: undefined });
  const plain = await client.conversations.history({ channel });
  assert.deepEqual(
    plain.messages?.map(({ text, metadata: found, reply_count }) => ({ text, found, reply_count })),
    [
      { text: 'second', found: undefined, reply_count: undefined },
      { text: 'first', found: undefined, reply_count: 1 },
    ],
  );
  const since = { channel, oldest: first.ts, inclusive: true, limit: 1, include_all_metadata: true };
  const page = await client.conversations.history(since);
  assert.deepEqual([page.messages?.map(({ ts }) => ts), page.has_more], [[second.ts], true]);
  const next = await client.conversations.history({ ...since, cursor: page.response_metadata?.next_cursor });
  assert.deepEqual([next.messages?.map((message) => message.metadata), next.has_more], [[metadata], false]);
  const thread = await client.conversations.replies({ channel, ts: first.ts ?? '' });
  assert.deepEqual(
    thread.messages?.map(({ ts }) => ts),
    [first.ts, reply.ts],
  );
  await assert.rejects(client.conversations.replies({ channel, ts: '1.000001' }), code('thread_not_found'));
  const bad = { channel, text: 'x', metadata: { event_type: 'run' } };
  await assert.rejects(client.apiCall('chat.postMessage', bad), code('invalid_metadata_format'));
});

test('people, guests and user groups can be looked up', async (t) => {
  const { client, people } = await startScene(t);
  const { user } = await client.users.info({ user: people.sam });
  assert.deepEqual([user?.is_restricted, user?.profile?.email], [true, 'sam@example.com']);
  const found = await client.users.lookupByEmail({ email: 'mara@example.com' });
  assert.equal(found.user?.id, people.mara);
  await assert.rejects(client.users.lookupByEmail({ email: 'x@example.com' }), code('users_not_found'));
  const { usergroups } = await client.usergroups.list({ include_users: true });
  const onCall = usergroups?.find(({ handle }) => handle === 'backend-oncall');
  assert.deepEqual(onCall?.users, [people.priya]);
  const { users } = await client.usergroups.users.list({ usergroup: onCall?.id ?? '' });
  assert.deepEqual(users, [people.priya]);
  await assert.rejects(client.usergroups.users.list({ usergroup: 'S0NONE' }), code('no_such_subteam'));
});

test('a file is uploaded, shown in its thread and can be downloaded', async (t) => {
  const { client, playground, channels, seen } = await startScene(t);
  const { ts: thread_ts = '' } = await client.chat.postMessage({ channel: channels.staging, text: 'r1' });
  const content = '25 passed\n'.repeat(1_000);
  await client.filesUploadV2({
    channel_id: channels.staging,
    thread_ts,
    filename: 'output.log',
    content,
    title: 'Log',
  });
  const { message } = await seen('message', (event) => event.message['files'] !== undefined);
  assert.equal(message['thread_ts'], thread_ts);
  const [file] = Array.isArray(message['files']) ? message['files'] : [];
  assert.deepEqual([file.name, file.title, file.size], ['output.log', 'Log', 10_000]);
  const response = await fetch(file.url_private_download);
  assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.equal(await response.text(), content);
  assert.equal((await fetch(`${playground.url}page/files/F0NONE`)).status, 404);
  const thread = await client.conversations.replies({ channel: channels.staging, ts: thread_ts });
  assert.equal(thread.messages?.length, 2);
});

test('a permalink names the message and its thread', async (t) => {
  const { client, playground, channels } = await startScene(t);
  const channel = channels.staging;
  const root = await client.chat.postMessage({ channel, text: 'root' });
  const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts: root.ts });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: reply.ts ?? '' });
  const id = reply.ts?.replace('.', '');
  assert.equal(permalink, `${playground.url}archives/${channel}/p${id}?thread_ts=${root.ts}&cid=${channel}`);
  const none = client.chat.getPermalink({ channel, message_ts: '1.000001' });
  await assert.rejects(none, code('message_not_found'));
});

test('every call is kept for tests to look at', async (t) => {
  const { client, playground, channels } = await startScene(t);
  await client.chat.postMessage({ channel: channels.staging, text: 'x' });
  await client.chat.delete({ channel: channels.staging, ts: '1.000001' }).catch(() => undefined);
  const calls = playground.calls.map(({ method, ok, error }) => ({ method, ok, error }));
  assert.deepEqual(calls, [
    { method: 'chat.postMessage', ok: true, error: undefined },
    { method: 'chat.delete', ok: false, error: 'message_not_found' },
  ]);
  assert.equal(playground.calls[0]?.arguments['text'], 'x');
});
