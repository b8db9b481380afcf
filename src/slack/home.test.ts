import assert from 'node:assert/strict';
import { test } from 'node:test';

import { note } from '#domain/reply.ts';
import type { PageEvent, SlackJson } from '#playground/contract.ts';
import type { Request } from '#state/state.ts';
import { startHearing } from '#testing/hearing-bot.ts';

const homeOf = (event: PageEvent): SlackJson => (event.kind === 'home' ? event.view : {});

test('the Home tab opens with buttons whose answers come in the conversation with the bot', async (t) => {
  const requests: Request[] = [];
  const bot = await startHearing(t, {
    dispatch: async (request) => {
      requests.push(request);
      return note('Nothing ran yet');
    },
  });
  const user = bot.ids.get('mara') ?? '';
  assert.deepEqual(await bot.playground.home({ user }), { ok: true });
  const view = homeOf(await bot.seen((event) => event.kind === 'home'));
  const buttons = [...JSON.stringify(view['blocks']).matchAll(/"action_id":"([^"]+)"/gu)].map((match) => match[1]);
  assert.deepEqual(buttons, ['e2e:run:0', 'e2e:status:1', 'e2e:history:2']);

  const blockId = /"type":"actions".*?"block_id":"([^"]+)"/u.exec(JSON.stringify(view['blocks']))?.[1] ?? '';
  const pressed = { user, viewId: String(view['id']), blockId, actionId: 'e2e:history:2', element: {} };
  assert.deepEqual(await bot.playground.press(pressed), { ok: true });
  const answer = await bot.seen((event) => event.kind === 'message' && event.message['text'] === 'Nothing ran yet');
  assert.deepEqual(requests[0]?.words, ['history']);
  assert.equal(answer.kind === 'message' && answer.channel, requests[0]?.place?.channel);
  assert.match(requests[0]?.place?.channel ?? '', /^D/u);
});

test('a form that the Home tab opened is answered there as well', async (t) => {
  const field = { kind: 'text', name: 'suite', label: 'Suite', prefix: [], maxLength: 50 } as const;
  const form = { title: 'Run a suite', submit: 'Run', command: 'run', fields: [field] };
  const bot = await startHearing(t, {
    dispatch: async ({ via }) => (via === 'form' ? note('r1 starts now') : { ...note('Which suite?'), form }),
  });
  const user = bot.ids.get('mara') ?? '';
  await bot.playground.home({ user });
  const view = homeOf(await bot.seen((event) => event.kind === 'home'));
  const blockId = /"type":"actions".*?"block_id":"([^"]+)"/u.exec(JSON.stringify(view['blocks']))?.[1] ?? '';
  await bot.playground.press({ user, viewId: String(view['id']), blockId, actionId: 'e2e:run:0', element: {} });
  const modal = await bot.seen((event) => event.kind === 'modal');
  const viewId = modal.kind === 'modal' ? String(modal.view['id']) : '';
  const values = { suite: { suite: { type: 'plain_text_input', value: 'critical' } } };
  assert.deepEqual(await bot.playground.submit({ user, viewId, values }), { ok: true });
  const answer = await bot.seen((event) => event.kind === 'message' && event.message['text'] === 'r1 starts now');
  assert.match(answer.kind === 'message' ? answer.channel : '', /^D/u);
});

test('a guest sees why there is nothing to see', async (t) => {
  const bot = await startHearing(t, { dispatch: async () => note('') });
  await bot.playground.home({ user: bot.ids.get('sam') ?? '' });
  const view = homeOf(await bot.seen((event) => event.kind === 'home'));
  assert.match(JSON.stringify(view['blocks']), /guests of the workspace may not use Teneleven/u);
});

test('a workspace that does not draw Home tabs changes nothing else', async (t) => {
  const bot = await startHearing(t, { dispatch: async () => note('still here') });
  const user = bot.ids.get('mara') ?? '';
  bot.playground.misbehave({ kind: 'error', method: 'views.publish', code: 'unknown_method' });
  assert.deepEqual(await bot.playground.home({ user }), { ok: true });
  await bot.playground.slash({ user, channel: bot.ids.get('staging') ?? '', command: '/e2e', text: 'status' });
  await bot.seen((event) => event.kind === 'ephemeral');
});
