import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ModalView } from '@slack/web-api';
import { startScene, type BoltScene } from '#testing/bolt-scene.ts';

const ok = { ok: true };

const form = (title: string): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  notify_on_close: true,
  private_metadata: 'kept',
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: 'Run' },
  blocks: [
    {
      type: 'input',
      block_id: 'suite',
      label: { type: 'plain_text', text: 'Suite' },
      element: { type: 'plain_text_input', action_id: 'name' },
    },
  ],
});

const code = (error: string) => (thrown: { data?: { error?: string } }) => thrown.data?.error === error;

const typed = (value: string) => ({ suite: { name: { type: 'plain_text_input', value } } });

/** The app opens a form for `/e2e`, and answers a submission as the word in it says. */
async function stageForm(t: TestContext): Promise<BoltScene & { readonly open: () => Promise<string> }> {
  const scene = await startScene(t);
  scene.app.command('/e2e', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: form('First') });
  });
  scene.app.view('form', async ({ ack, view }) => {
    const word: string = view.state.values['suite']?.['name']?.value ?? '';
    switch (word) {
      case 'update':
        return ack({ response_action: 'update', view: form('Updated') });
      case 'push':
        return ack({ response_action: 'push', view: form('Pushed') });
      case 'clear':
        return ack({ response_action: 'clear' });
      case 'wrong':
        return ack({ response_action: 'errors', errors: { suite: 'No such suite' } });
      case 'mistake':
        return ack({ response_action: 'errors', errors: { nowhere: 'No such block' } });
      case 'invalid':
        return ack({ response_action: 'update', view: form('A title that is far too long') });
      default:
        return ack();
    }
  });
  await scene.start();
  const { mara: user } = scene.people;
  return {
    ...scene,
    open: async () => {
      await scene.playground.slash({ user, channel: scene.channels.staging, command: '/e2e', text: '' });
      return String((await scene.seen('modal')).view['id']);
    },
  };
}

test('a modal opens, refuses a gap and a wrong value at its field, and closes when it is right', async (t) => {
  const { playground, people, open, seen } = await stageForm(t);
  const viewId = await open();
  const submit = (value: string) => playground.submit({ user: people.mara, viewId, values: typed(value) });
  assert.deepEqual(await submit(''), { ok: false, errors: { suite: 'Please complete this required field.' } });
  assert.deepEqual(await submit('wrong'), { ok: false, errors: { suite: 'No such suite' } });
  assert.deepEqual(await submit('critical'), ok);
  assert.equal((await seen('modal-closed')).viewId, viewId);
  assert.deepEqual(await submit('critical'), { ok: false, error: 'not_found' });
});

test('a submission can update, push and clear; a pushed modal closes to the one below it', async (t) => {
  const { playground, people, open, seen } = await stageForm(t);
  const user = people.mara;
  const first = await open();
  const titled = (title: string) =>
    seen('modal', ({ view }) => JSON.stringify(view['title']) === JSON.stringify({ type: 'plain_text', text: title }));
  assert.deepEqual(await playground.submit({ user, viewId: first, values: typed('update') }), ok);
  assert.equal((await titled('Updated')).view['id'], first);
  assert.deepEqual(await playground.submit({ user, viewId: first, values: typed('push') }), ok);
  const { view: pushed } = await titled('Pushed');
  assert.deepEqual([pushed['previous_view_id'], pushed['root_view_id']], [first, first]);
  assert.deepEqual(await playground.submit({ user, viewId: String(pushed['id']), values: typed('clear') }), ok);
  await seen('modal-closed', ({ viewId }) => viewId === pushed['id']);
  await seen('modal-closed', ({ viewId }) => viewId === first);
});

test('an answer to a submission that makes no sense is trouble, and the modal stays', async (t) => {
  const { playground, people, open } = await stageForm(t);
  const viewId = await open();
  for (const value of ['mistake', 'invalid']) {
    const answer = await playground.submit({ user: people.mara, viewId, values: typed(value) });
    assert.equal(answer.ok, false);
    assert.match(answer.error ?? '', /trouble connecting/u);
  }
  assert.deepEqual(await playground.submit({ user: people.mara, viewId, values: typed('critical') }), ok);
});

test('a modal belongs to one person, and its closing is told to the app', async (t) => {
  const { app, playground, people, open } = await stageForm(t);
  const viewId = await open();
  const foreign = { user: people.jonas, viewId };
  assert.deepEqual(await playground.submit({ ...foreign, values: typed('x') }), { ok: false, error: 'not_found' });
  const closed: string[] = [];
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, view }) => {
    await ack();
    closed.push(view.private_metadata);
  });
  assert.deepEqual(await playground.closeModal({ user: people.mara, viewId }), ok);
  assert.deepEqual(closed, ['kept']);
});

test('a trigger is good for one view, and not used up by a refused one; a view has a hash', async (t) => {
  const { app, client, playground, people, channels, start, seen } = await startScene(t);
  const triggers: string[] = [];
  app.command('/e2e', async ({ ack, command }) => {
    await ack();
    triggers.push(command.trigger_id);
  });
  await start();
  const slash = () => playground.slash({ user: people.mara, channel: channels.staging, command: '/e2e', text: '' });
  await slash();
  const [trigger_id = ''] = triggers;
  const tooLong = form('x'.repeat(25));
  await assert.rejects(client.views.open({ trigger_id, view: tooLong }), {
    data: {
      ok: false,
      error: 'invalid_arguments',
      errors: ['must be less than 25 characters [json-pointer:/view/title/text]'],
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    },
  });
  const opened = await client.views.open({ trigger_id, view: { ...form('First'), notify_on_close: false } });
  const view_id = opened.view?.id ?? '';
  await assert.rejects(client.views.open({ trigger_id, view: form('Again') }), code('exchanged_trigger_id'));
  await assert.rejects(client.views.open({ trigger_id: '1.2.3', view: form('x') }), code('invalid_trigger_id'));
  const stale = { view_id, hash: '1.000001', view: form('Other') };
  await assert.rejects(client.views.update(stale), code('hash_conflict'));
  await client.views.update({
    view_id,
    hash: opened.view?.hash ?? '',
    view: { ...form('Second'), notify_on_close: false },
  });
  await seen('modal', ({ view }) => view['hash'] !== opened.view?.hash);
  await playground.closeModal({ user: people.mara, viewId: view_id });
  await assert.rejects(client.views.update({ view_id, view: form('Late') }), code('not_found'));
});

test('the Home tab tells the app that it was opened, and shows what it publishes', async (t) => {
  const { app, playground, people, start, seen } = await startScene(t);
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: `Hello <@${event.user}>` } }] as const;
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [...blocks] } });
  });
  await start();
  assert.deepEqual(await playground.home({ user: people.priya }), ok);
  const { user, view } = await seen('home');
  assert.equal(user, people.priya);
  assert.match(JSON.stringify(view['blocks']), new RegExp(`Hello <@${people.priya}>`, 'u'));
});
