import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';

import { note, type Reply } from '#domain/reply.ts';
import { startAsked, textOf } from '#testing/asked-bot.ts';
import { startHearing, type HearingBot, type HearingOptions } from '#testing/hearing-bot.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { waitFor } from '#testing/wait-for.ts';

const ok = { ok: true };

test('a store that fails is told in the acknowledgement, and nothing is started', async (t) => {
  const bot = await startAsked(t, note('never'));
  const failure = Promise.reject(new Error('disk full'));
  failure.catch(() => {});
  bot.store.requests.hold(failure);
  assert.deepEqual(await bot.slash('run critical'), ok);
  assert.match(await bot.whispered(), /could not write this down, so nothing was started/u);
  assert.deepEqual(
    await bot.playground.post({ user: bot.mara, channel: bot.staging, text: '@teneleven run critical' }),
    ok,
  );
  await waitFor('both failures in the log', () => bot.logged.filter((line) => line.includes('disk full'))[1]);
  assert.deepEqual(bot.requests, []);
});

test('a slow store is told within the three seconds of an acknowledgement, and the request is carried out when written', async (t) => {
  const bot = await startAsked(t, note('done'));
  const gate = Promise.withResolvers<void>();
  bot.store.requests.hold(gate.promise);
  assert.deepEqual(await bot.slash('run critical'), ok);
  assert.match(await bot.whispered(), /slow at writing this down/u);
  assert.equal(bot.requests.length, 0);
  gate.resolve();
  assert.equal(await bot.whispered(/done/u), 'done');
});

test('what was acknowledged and not finished is carried out after a restart, once', async (t) => {
  const store = createMemoryStore();
  const never = Promise.withResolvers<Reply>();
  const first = await startAsked(t, () => never.promise, { store });
  await first.slash('run critical');
  await waitFor('the request', () => first.requests[0]);
  const second = await startAsked(t, note('r1 starts now'), { store });
  assert.equal(await second.app.resumePending(), 1);
  await waitFor('the end of the request', () => [...store.requests.finished.keys()][0]);
  assert.deepEqual(second.requests, first.requests);
  assert.equal(await second.app.resumePending(), 0);
  never.resolve(note('too late'));
});

test('a dropped socket is open again within two seconds, also when Slack asked for it', async (t) => {
  const bot = await startAsked(t, note('still here'));
  for (const kind of ['drop-socket', 'request-reconnect'] as const) {
    const begin = performance.now();
    const back = reconnected(bot);
    bot.playground.misbehave({ kind });
    await back;
    t.diagnostic(`${kind}: ${Math.round(performance.now() - begin)} ms`);
    assert.ok(performance.now() - begin < 2_000);
    await waitFor('the connection', async () => (await bot.app.isConnected()) || undefined);
    assert.deepEqual(await bot.slash('status'), ok);
  }
});

test('what could not be told while Slack was away is told as soon as the socket is open again', async (t) => {
  const bot = await startAsked(t, { ...note('staging is locked'), audience: 'everyone' });
  bot.playground.misbehave({ kind: 'error', method: 'chat.postMessage', code: 'token_revoked', times: 3 });
  await bot.slash('lock staging');
  const tries = () => bot.playground.calls.filter(({ method }) => method === 'chat.postMessage');
  // The pause after it is at least two seconds long.
  await waitFor('the third try', () => tries()[2]);
  const begin = performance.now();
  bot.playground.misbehave({ kind: 'drop-socket' });
  await bot.seen((event) => event.kind === 'message' && textOf(event) === 'staging is locked');
  assert.ok(performance.now() - begin < 1_500, `${performance.now() - begin} ms`);
});

test('Slack out of reach is waited for; a token that it revoked ends the bot', async (t) => {
  const bot = await startAsked(t, note('here'));
  const back = reconnected(bot);
  bot.playground.misbehave({ kind: 'refuse-socket', times: 2 });
  bot.playground.misbehave({ kind: 'drop-socket' });
  await back;
  bot.playground.misbehave({ kind: 'refuse-socket', code: 'invalid_auth' });
  bot.playground.misbehave({ kind: 'drop-socket' });
  await waitFor('the end', () => bot.fatal[0]);
  assert.equal(bot.fatal[0]?.code, 'SLACK_REFUSED');
  assert.match(bot.fatal[0]?.message ?? '', /invalid_auth/u);
});

test('tokens that cannot work are a mistake that a person can fix', async (t) => {
  const start = (slack: NonNullable<HearingOptions['slack']>) =>
    startHearing(t, { dispatch: async () => note(''), slack });
  await assert.rejects(start({ appToken: 'xapp-wrong' }), { code: 'SLACK_REFUSED' });
  await assert.rejects(start({ appToken: undefined }), { code: 'SLACK_NOT_CONFIGURED' });
});

test('stopping lets an acknowledgement go out first, closes the socket, and leaves the rest for the next life', async (t) => {
  const bot = await startAsked(t, note('done'));
  const gate = Promise.withResolvers<void>();
  bot.store.requests.hold(gate.promise);
  const slash = bot.slash('run critical');
  await wait(50);
  const stopped = bot.app.stop();
  gate.resolve();
  assert.deepEqual(await slash, ok);
  await stopped;
  assert.equal(bot.playground.workspace().connected, false);
  assert.equal(await bot.app.isConnected(), false);
});

test('neither tokens nor what people write reach the log', async (t) => {
  const bot = await startAsked(t, note('canary-in-answer'));
  await bot.slash('run canary-in-text');
  await bot.whispered();
  bot.playground.misbehave({ kind: 'drop-socket' });
  await reconnected(bot);
  const log = bot.logged.join('');
  for (const secret of ['canary', bot.playground.botToken, bot.playground.appToken, 'ticket=', '/response/']) {
    assert.equal(log.includes(secret), false, `${secret} is in ${log}`);
  }
});

function reconnected(bot: HearingBot): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = bot.playground.onEvent((event) => {
    if (event.kind === 'connected' && event.connected) resolve();
  });
  return promise.finally(unsubscribe);
}
