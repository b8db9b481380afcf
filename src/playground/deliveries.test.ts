import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startScene } from '#testing/bolt-scene.ts';
import { startPlayground } from './start-playground.ts';

const ok = { ok: true };

test('after a dropped socket and after a request to reconnect, the app comes back and hears again', async (t) => {
  const { app, playground, people, channels, start, seen } = await startScene(t);
  app.command('/e2e', ({ ack }) => ack());
  await start();
  const input = { user: people.mara, channel: channels.staging, command: '/e2e', text: '' };
  let connections = 1;
  playground.onEvent((event) => {
    if (event.kind === 'connected' && event.connected) connections += 1;
  });
  for (const kind of ['drop-socket', 'request-reconnect'] as const) {
    const before = connections;
    const back = new Promise<void>((resolve) => {
      const stop = playground.onEvent((event) => {
        if (event.kind !== 'connected' || !event.connected) return;
        stop();
        resolve();
      });
    });
    playground.misbehave({ kind });
    await back;
    assert.equal(connections, before + 1);
    assert.deepEqual(await playground.slash(input), ok);
  }
  await seen('connected', (event) => !event.connected);
});

test('a refused connection is tried again', async (t) => {
  const { app, playground, start } = await startScene(t);
  app.command('/e2e', ({ ack }) => ack());
  playground.misbehave({ kind: 'refuse-socket' });
  await start();
  assert.equal(playground.workspace().connected, true);
  const opened = playground.calls.filter(({ method }) => method === 'apps.connections.open');
  assert.deepEqual(
    opened.map(({ error }) => error),
    ['internal_error', undefined],
  );
});

test('a delivery can come twice, as the same envelope', async (t) => {
  const { app, playground, people, channels, start } = await startScene(t);
  const triggers: string[] = [];
  const twice = new Promise<void>((resolve) => {
    app.command('/e2e', async ({ ack, command }) => {
      await ack();
      triggers.push(command.trigger_id);
      if (triggers.length === 2) resolve();
    });
  });
  await start();
  playground.misbehave({ kind: 'deliver-twice' });
  const input = { user: people.mara, channel: channels.staging, command: '/e2e', text: '' };
  assert.deepEqual(await playground.slash(input), ok);
  await twice;
  assert.equal(triggers[0], triggers[1]);
});

test('an event that nobody acknowledges comes again with a retry number', async (t) => {
  const bodies: { retry: unknown; id: unknown }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { event_id: id } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      bodies.push({ retry: request.headers['x-slack-retry-num'], id });
      response.writeHead(bodies.length === 1 ? 500 : 200).end();
      if (bodies.length === 2) server.emit('heard');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const playground = await startPlayground({ port: 0, requestUrl: () => `http://127.0.0.1:${port}/` });
  t.after(async () => {
    server.close();
    await playground.close();
  });
  const heard = once(server, 'heard', { signal: AbortSignal.timeout(5_000) });
  const [user] = playground.workspace().users;
  assert.deepEqual(await playground.home({ user: user?.id ?? '' }), { ok: false, error: 'http_service_error' });
  await heard;
  assert.deepEqual(
    bodies.map(({ retry }) => retry),
    [undefined, '1'],
  );
  assert.equal(bodies[0]?.id, bodies[1]?.id);
});

test('over HTTP, Bolt checks the signature, and commands, buttons, modals and events work the same', async (t) => {
  const { app, client, playground, people, channels, start, seen } = await startScene(t, { http: true });
  app.command('/e2e', async ({ ack, client: own, command }) => {
    await ack('Opening');
    const title = { type: 'plain_text', text: 'Form' } as const;
    const view = { type: 'modal', callback_id: 'form', title, blocks: [] } as const;
    await own.views.open({ trigger_id: command.trigger_id, view: { ...view, blocks: [] } });
  });
  app.action('stop', async ({ ack, respond }) => {
    await ack();
    await respond('Stopped');
  });
  app.view('form', ({ ack }) => ack({ response_action: 'clear' }));
  app.event('app_mention', async ({ say }) => {
    await say('Heard');
  });
  await start();
  const { mara: user } = people;
  const channel = channels.staging;
  assert.deepEqual(await playground.slash({ user, channel, command: '/e2e', text: 'a "b" & c' }), ok);
  await seen('ephemeral', ({ message }) => message['text'] === 'Opening');
  const viewId = String((await seen('modal')).view['id']);
  assert.deepEqual(await playground.submit({ user, viewId, values: {} }), ok);
  await seen('modal-closed');
  const button = { type: 'button', action_id: 'stop', text: { type: 'plain_text', text: 'Stop' } } as const;
  const blocks = [{ type: 'actions', block_id: 'b', elements: [button] }] as const;
  const { ts } = await client.chat.postMessage({ channel, text: 'x', blocks: [...blocks] });
  const press = { user, channel, ts, blockId: 'b', actionId: 'stop', element: button };
  assert.deepEqual(await playground.press(press), ok);
  await seen('ephemeral', ({ message }) => message['text'] === 'Stopped');
  assert.deepEqual(await playground.post({ user, channel, text: '@teneleven' }), ok);
  await seen('message', ({ message }) => message['text'] === 'Heard');
});

test('requests are signed over their time and body', async (t) => {
  const heard: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const playground = await startPlayground({ port: 0, requestUrl: `http://127.0.0.1:${port}/` });
  t.after(async () => {
    server.close();
    await playground.close();
  });
  const { users, channels } = playground.workspace();
  const input = { user: users[0]?.id ?? '', channel: channels[0]?.id ?? '', command: '/e2e', text: 'run' };
  assert.deepEqual(await playground.slash(input), ok);
  const [request] = heard;
  const signed = `v0:${String(request?.headers['x-slack-request-timestamp'])}:${request?.body}`;
  const digest = createHmac('sha256', playground.signingSecret).update(signed).digest('hex');
  assert.equal(request?.headers['x-slack-signature'], `v0=${digest}`);
});
