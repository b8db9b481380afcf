import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { z } from 'zod';
import { startScene } from '#testing/bolt-scene.ts';

const json = { 'content-type': 'application/json' };

test('the page can do all that a person does, and reads the workspace', async (t) => {
  const { app, playground, people, channels, start } = await startScene(t);
  app.command('/e2e', ({ ack }) => ack());
  await start();
  const send = async (path: string, body: unknown, headers: Record<string, string> = json) => {
    const sent = JSON.stringify(body);
    const response = await fetch(`${playground.url}page/${path}`, { method: 'POST', headers, body: sent });
    const answer: unknown = response.headers.get('content-type')?.includes('json')
      ? await response.json()
      : await response.text();
    return [response.status, answer];
  };
  const input = { user: people.mara, channel: channels.staging };
  assert.deepEqual(await send('slash', { ...input, command: '/e2e', text: '' }), [200, { ok: true }]);
  assert.deepEqual(await send('post', { ...input, text: 'Hello' }), [200, { ok: true }]);
  assert.deepEqual(await send('misbehave', { kind: 'hang', method: 'chat.update' }), [200, { ok: true }]);
  assert.deepEqual(await send('close-modal', { user: people.mara, viewId: 'V0' }), [
    200,
    { ok: false, error: 'not_found' },
  ]);
  assert.deepEqual(await send('post', { ...input, user: 'U0NOBODY', text: 'x' }), [
    200,
    { ok: false, error: 'user_not_found' },
  ]);
  const [status] = await send('misbehave', { kind: 'explode' });
  assert.equal(status, 400);
  assert.equal((await send('post', { ...input, text: 'x' }, { 'content-type': 'text/plain' }))[0], 415);
  assert.equal((await send('shout', {}))[0], 404);
  const response = await fetch(`${playground.url}page/workspace`);
  assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(playground.workspace())));
  const { messages, commands, connected } = playground.workspace();
  assert.deepEqual(
    messages[channels.staging]?.map((message) => [message['user'], message['text']]),
    [[people.mara, 'Hello']],
  );
  assert.deepEqual([commands.map(({ name }) => name), connected], [['/e2e'], true]);
});

test('the page hears what happens', async (t) => {
  const { client, playground, channels } = await startScene(t);
  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(`${playground.url}page/events`, { signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  await client.chat.postMessage({ channel: channels.staging, text: 'Hello' });
  let heard = '';
  while (!heard.includes('data: ')) heard += (await reader.read()).value ?? '';
  const [, line = ''] = /^data: (.*)$/mu.exec(heard) ?? [];
  const event = JSON.parse(line);
  assert.deepEqual([event.kind, event.channel, event.message.text], ['message', channels.staging, 'Hello']);
});

test('another host name, and a path out of the folder, find nothing', async (t) => {
  const { playground } = await startScene(t);
  const { port } = new URL(playground.url);
  const status = async (path: string, host = `127.0.0.1:${port}`): Promise<number | undefined> => {
    const call = request({ port, host: '127.0.0.1', path, headers: { host } }).end();
    const [response] = await once(call, 'response');
    response.resume();
    return response.statusCode;
  };
  assert.equal(await status('/', `localhost:${port}`), 200);
  assert.equal(await status('/archives/C1/p1'), 200);
  assert.equal(await status('/page/workspace', `evil.test:${port}`), 421);
  for (const path of ['/../start-playground.ts', '/%2e%2e/seed.ts', '/seed.ts', '/.hidden.js', '/page', '//x.js'])
    assert.equal(await status(path), 404, path);
  const page = await fetch(playground.url);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
});

test('the socket needs a ticket, and a ticket is good once', async (t) => {
  const { playground } = await startScene(t);
  const opened = await fetch(`${playground.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${playground.appToken}` },
  });
  const { url } = z.object({ url: z.string() }).parse(await opened.json());
  const first = new WebSocket(url);
  const [hello] = await once(first, 'message');
  assert.deepEqual(JSON.parse(hello.data).connection_info, { app_id: 'A0TENELEVEN' });
  for (const address of [url, url.replace(/ticket=[^&]*/u, 'ticket=forged')]) {
    const refused = new WebSocket(address);
    await once(refused, 'error');
  }
  const closed = once(first, 'close');
  first.close();
  await closed;
});
