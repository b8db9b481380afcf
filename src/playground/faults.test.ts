import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebAPIRateLimitedError } from '@slack/web-api';
import { startScene } from '#testing/bolt-scene.ts';
import type { Fault } from './contract.ts';

test('calls go wrong as often as asked for, and only those of the method', async (t) => {
  const { client, playground, channels } = await startScene(t);
  const post = () => client.chat.postMessage({ channel: channels.staging, text: 'x' });
  const faults: readonly (readonly [Fault, RegExp])[] = [
    [{ kind: 'server-error', method: 'chat.postMessage' }, /500/u],
    [{ kind: 'error', code: 'internal_error' }, /internal_error/u],
    [{ kind: 'lost-answer', method: 'chat.postMessage' }, /fetch failed|request error/u],
  ];
  for (const [fault, message] of faults) {
    playground.misbehave(fault);
    await assert.rejects(post(), message);
  }
  playground.misbehave({ kind: 'error', method: 'chat.update', code: 'fatal_error' });
  assert.ok((await post()).ok);
  const results = playground.calls.map(({ ok, error }) => error ?? ok);
  assert.deepEqual(results, ['server-error', 'internal_error', true, true]);
  assert.equal(playground.workspace().messages[channels.staging]?.length, 2);
});

test('a lost answer has done its work', async (t) => {
  const { client, playground, channels } = await startScene(t);
  playground.misbehave({ kind: 'lost-answer' });
  await assert.rejects(client.chat.postMessage({ channel: channels.staging, text: 'ambiguous' }));
  const { messages } = await client.conversations.history({ channel: channels.staging });
  assert.deepEqual(
    messages?.map(({ text }) => text),
    ['ambiguous'],
  );
});

test('429 comes with the seconds to wait', async (t) => {
  const { client, playground, channels } = await startScene(t);
  playground.misbehave({ kind: 'ratelimited', retryAfterS: 7 });
  const call = client.chat.postMessage({ channel: channels.staging, text: 'x' });
  await assert.rejects(call, (thrown: WebAPIRateLimitedError) => thrown.retryAfter === 7);
});

test('a call can hang, and can be late', async (t) => {
  const { playground, channels } = await startScene(t);
  const call = (signal: AbortSignal) =>
    fetch(`${playground.apiUrl}conversations.info?channel=${channels.staging}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${playground.botToken}` },
      signal,
    });
  playground.misbehave({ kind: 'hang' });
  await assert.rejects(call(AbortSignal.timeout(200)), { name: 'TimeoutError' });
  playground.misbehave({ kind: 'latency', ms: 150 });
  const startedAt = performance.now();
  assert.equal((await call(AbortSignal.timeout(5_000))).status, 200);
  assert.ok(performance.now() - startedAt >= 145);
});

test('the response_url and uploads have faults of their own', async (t) => {
  const { app, client, playground, people, channels, start } = await startScene(t);
  const failures: unknown[] = [];
  app.command('/e2e', async ({ ack, respond }) => {
    await ack();
    await respond('Hello').catch((error: unknown) => failures.push(error));
  });
  await start();
  playground.misbehave({ kind: 'server-error', method: 'upload' });
  const upload = { channel_id: channels.staging, filename: 'a.log', content: 'x' };
  await assert.rejects(client.filesUploadV2(upload));
  assert.ok((await client.filesUploadV2(upload)).ok);
  playground.misbehave({ kind: 'server-error', method: 'response_url' });
  const input = { user: people.mara, channel: channels.staging, command: '/e2e', text: '' };
  assert.deepEqual(await playground.slash(input), { ok: true });
  assert.equal(playground.workspace().messages[channels.staging]?.length, 1);
});

test('Slack limits: one method for the workspace, posting for each channel, and it can be switched off', async (t) => {
  const { client, channels } = await startScene(t);
  const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
  await Promise.all(Array.from({ length: 20 }, () => post(channels.staging)));
  await assert.rejects(post(channels.staging), (thrown: WebAPIRateLimitedError) => thrown.retryAfter > 0);
  const { ts = '' } = await post(channels.onCall);
  const edit = () => client.chat.update({ channel: channels.onCall, ts, text: 'y' });
  await Promise.all(Array.from({ length: 50 }, edit));
  await assert.rejects(edit(), (thrown: WebAPIRateLimitedError) => thrown.retryAfter > 50);

  const free = await startScene(t, { rateLimits: false });
  const hello = { channel: free.channels.staging, text: 'x' };
  await Promise.all(Array.from({ length: 60 }, () => free.client.chat.postMessage(hello)));
});
