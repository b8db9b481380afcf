import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';

import { note, type Reply } from '#domain/reply.ts';
import type { SlackJson } from '#playground/contract.ts';
import { messageOf, startAsked, textOf, type AskedBot } from '#testing/asked-bot.ts';
import { waitFor } from '#testing/wait-for.ts';

const ok = { ok: true };

test('a slash command is written down, acknowledged, carried out once and answered to the person alone', async (t) => {
  const bot = await startAsked(t, note('Nothing runs & nothing waits'));
  assert.deepEqual(await bot.slash('status “on staging”'), ok);
  assert.equal(await bot.whispered(), 'Nothing runs &amp; nothing waits');
  const [request] = bot.requests;
  assert.deepEqual(
    { ...request, id: '', responseUrl: '', receivedAt: '' },
    {
      id: '',
      via: 'command',
      words: ['status', 'on staging'],
      actor: { id: bot.mara, name: 'mara', via: 'slack' },
      team: bot.playground.workspace().team.id,
      place: { channel: bot.staging },
      responseUrl: '',
      receivedAt: '',
    },
  );
  await waitFor('the end of the request', () => [...bot.store.requests.finished.keys()][0]);
  assert.deepEqual([...bot.store.requests.finished.values()], ['Nothing runs & nothing waits']);
});

test('what is delivered again is carried out once and acknowledged every time', async (t) => {
  const bot = await startAsked(t, note('done'));
  bot.playground.misbehave({ kind: 'deliver-twice' });
  assert.deepEqual(await bot.slash('run critical'), ok);
  await bot.whispered();
  bot.playground.misbehave({ kind: 'deliver-twice', times: 2 });
  const text = '@teneleven status';
  assert.deepEqual(await bot.playground.post({ user: bot.mara, channel: bot.staging, text }), ok);
  await bot.seen((event) => event.kind === 'message' && textOf(event) === 'done');
  assert.deepEqual(
    bot.requests.map(({ words }) => words),
    [['run', 'critical'], ['status']],
  );
});

test('a mention is written down before it is acknowledged, and answered in its thread', async (t) => {
  const bot = await startAsked(t, note('r1 starts now'));
  const gate = Promise.withResolvers<void>();
  bot.store.requests.hold(gate.promise);
  const posted = bot.playground.post({ user: bot.mara, channel: bot.staging, text: 'hello @teneleven: run critical' });
  assert.equal(await Promise.race([posted, wait(300, 'not acknowledged')]), 'not acknowledged');
  gate.resolve();
  assert.deepEqual(await posted, ok);
  const asked = messageOf(
    await bot.seen((event) => event.kind === 'message' && textOf(event).includes('run critical')),
  );
  const answer = messageOf(await bot.seen((event) => event.kind === 'message' && textOf(event) === 'r1 starts now'));
  assert.equal(answer['thread_ts'], asked['ts']);
  assert.deepEqual(bot.requests[0]?.words, ['run', 'critical']);
  const thread = String(asked['ts']);
  await bot.playground.post({ user: bot.mara, channel: bot.staging, thread, text: '@teneleven stop r1' });
  await waitFor('the second request', () => bot.requests[1]);
  assert.deepEqual(bot.requests[1]?.place, { channel: bot.staging, thread });
});

test('a refusal of a mention is shown to the person alone', async (t) => {
  const bot = await startAsked(t, { ...note('No command named "rnu"'), refusal: 'UNKNOWN_COMMAND' });
  await bot.playground.post({ user: bot.mara, channel: bot.staging, text: '@teneleven rnu' });
  assert.equal(await bot.whispered(), 'No command named "rnu"');
  await waitFor('the end of the request', () => [...bot.store.requests.finished.keys()][0]);
  assert.deepEqual([...bot.store.requests.finished.values()], ['UNKNOWN_COMMAND: No command named "rnu"']);
});

test('a mention that starts a run is answered to the person alone, where it is seen: the run has its own message', async (t) => {
  const bot = await startAsked(t, { ...note('r1 starts now'), status: 'queued', runs: ['r1'] });
  await bot.playground.post({ user: bot.mara, channel: bot.staging, text: '@teneleven run critical' });
  assert.equal(await bot.whispered(), 'r1 starts now');
  await waitFor('the end of the request', () => [...bot.store.requests.finished.keys()][0]);
  const calls = bot.playground.calls.filter(({ method }) => method.startsWith('chat.post'));
  // Slack shows an ephemeral message in a thread only when that has a reply.
  assert.deepEqual(
    calls.map(({ method, arguments: given }) => [method, given['thread_ts']]),
    [['chat.postEphemeral', undefined]],
  );
});

const withButton: Reply = {
  ...note('r7: critical on staging starts now'),
  actions: [{ label: 'Stop', words: ['stop', 'r7'] }],
};

async function press(bot: AskedBot, changes: SlackJson = {}): Promise<unknown> {
  const message = messageOf(await bot.seen((event) => event.kind === 'ephemeral'));
  const blocks = JSON.stringify(message['blocks']);
  const blockId = /"block_id":"([^"]+)"\}\]$/u.exec(blocks)?.[1] ?? '';
  const element = { type: 'button', action_id: 'e2e:stop:0', value: 'r7' };
  const ts = String(message['ts']);
  return bot.playground.press({
    user: bot.mara,
    channel: bot.staging,
    ts,
    blockId,
    actionId: 'e2e:stop:0',
    element,
    ...changes,
  });
}

test('a button says its words, and a double click says them once', async (t) => {
  const bot = await startAsked(t, async ({ via }) => (via === 'button' ? note('r7 is being stopped') : withButton));
  await bot.slash('run critical');
  await bot.whispered();
  assert.deepEqual([await press(bot), await press(bot)], [ok, ok]);
  await bot.whispered(/being stopped/u);
  assert.deepEqual(
    bot.requests.map(({ words }) => words),
    [
      ['run', 'critical'],
      ['stop', 'r7'],
    ],
  );
  assert.equal(bot.requests[1]?.place?.channel, bot.staging);
});

test('a text of 40 kB and a NUL are refused in the acknowledgement, and nothing of them is kept', async (t) => {
  const bot = await startAsked(t, note('never'));
  assert.deepEqual(await bot.slash('x'.repeat(40_000)), ok);
  assert.match(await bot.whispered(), /40000 characters, more than 3000/u);
  assert.deepEqual(await bot.slash('run a\u0000b'), ok);
  assert.match(await bot.whispered(/NUL/u), /NUL/u);
  assert.deepEqual([bot.requests, bot.store.requests.accepted], [[], []]);
});

test('a form opens at once; its submission becomes words as they are; a refusal is shown at its field', async (t) => {
  const form: Reply = {
    ...note('Which suite?'),
    refusal: 'BAD_WORDS',
    form: {
      title: 'Run a suite',
      submit: 'Run',
      command: 'run',
      fields: [
        {
          kind: 'choice',
          name: 'suite',
          label: 'Suite',
          prefix: [],
          options: [{ value: 'critical', label: 'critical' }],
        },
        { kind: 'text', name: 'keyword', label: 'Only', prefix: ['-k'], optional: true, maxLength: 200 },
      ],
    },
  };
  const bot = await startAsked(t, async ({ via, words }) => {
    if (via !== 'form') return form;
    return words.includes('"x" and ; rm')
      ? note('r1 starts now')
      : { ...note(`No test matches "${words[3]}"`), refusal: 'NO_TESTS' };
  });
  await bot.slash('run');
  const modal = await bot.seen((event) => event.kind === 'modal');
  const viewId = modal.kind === 'modal' ? String(modal.view['id']) : '';
  const submit = (keyword: string) => {
    const suite = { suite: { type: 'static_select', selected_option: { value: 'critical' } } };
    const values = { suite, keyword: { keyword: { type: 'plain_text_input', value: keyword } } };
    return bot.playground.submit({ user: bot.mara, viewId, values });
  };
  assert.deepEqual(await submit('nonsense'), { ok: false, errors: { keyword: 'No test matches "nonsense"' } });
  assert.deepEqual(await submit('"x" and ; rm'), ok);
  assert.equal(await bot.whispered(/r1/u), 'r1 starts now');
  assert.deepEqual(bot.requests.at(-1)?.words, ['run', 'critical', '-k', '"x" and ; rm']);
  assert.equal(bot.requests.at(-1)?.place?.channel, bot.staging);
});

test('in a channel without the bot, the answer says how to invite it', async (t) => {
  const bot = await startAsked(t, { ...note('r1 starts now'), runs: ['r1'] });
  const channel = bot.ids.get('general') ?? '';
  await bot.playground.slash({ user: bot.mara, channel, command: '/e2e', text: 'run critical' });
  assert.match(await bot.whispered(), /r1 starts now\n.*\/invite @teneleven/u);
});

test('an answer that everybody may see, and that the channel does not take, goes to the person', async (t) => {
  const bot = await startAsked(t, { ...note('staging is locked'), audience: 'everyone' });
  await bot.slash('lock staging');
  await bot.seen((event) => event.kind === 'message' && textOf(event) === 'staging is locked');
  const channel = bot.ids.get('general') ?? '';
  await bot.playground.slash({ user: bot.mara, channel, command: '/e2e', text: 'lock staging' });
  assert.match(await bot.whispered(), /staging is locked\n.*invite/u);
});
