import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { test, type TestContext } from 'node:test';

import { createAttachments } from '#chat/attachments.ts';
import { createDispatch } from '#chat/dispatch.ts';
import { commands } from '#commands/index.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import { startHearing } from '#testing/hearing-bot.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { startRawSocket } from '#testing/raw-socket.ts';
import { waitFor } from '#testing/wait-for.ts';

import { reportOf } from './report-file.ts';
import { messageOf } from '#testing/asked-bot.ts';

const log = [
  '**Command:** `pytest tests/test_a.py`',
  '**Duration:** 3.00s',
  '- test_one_thing (2.900s)',
  '- test_other_thing (2.800s)',
  'secret is hunter2hunter2',
].join('\n');
const configuration = parseConfiguration('environments: { staging: {} }\nsuites: {}\n', '/e2e.yaml');

function parts() {
  const store = createMemoryStore();
  const attachments = createAttachments();
  const dispatch = createDispatch({
    commands,
    configuration: () => configuration,
    variables: {},
    store,
    attachments,
    whois: async () => ({ kind: 'member', names: [] }),
    now: () => new Date(),
    onBug: (error) => assert.fail(String(error)),
  });
  return { store, attachments, dispatch };
}

test('a report that is pasted into the form is audited for who pasted it, and is not written down', async (t) => {
  const { store, attachments, dispatch } = parts();
  const bot = await startHearing(t, { dispatch, store, attachments });
  const { playground, ids } = bot;
  const person = { user: ids.get('mara') ?? '', channel: ids.get('staging') ?? '' };
  await playground.slash({ ...person, command: '/e2e', text: 'audit-report' });
  const modal = await bot.seen((event) => event.kind === 'modal');
  const view = 'view' in modal ? modal.view : {};
  const values = { report: { report: { type: 'plain_text_input', value: log } } };
  await playground.submit({ user: person.user, viewId: String(view['id']), values });
  const answer = messageOf(await bot.seen((event) => event.kind === 'ephemeral'));
  assert.match(String(answer['text']), /^the pasted report: 1 contradiction/u);
  assert.match(JSON.stringify(answer['blocks']), /5\.70 s − 3\.00 s = 2\.70 s too much/u);
  assert.ok(!JSON.stringify(store.requests.accepted).includes('hunter2'));
});

test('the shortcut of a message audits its text', async (t) => {
  const slack = await startRawSocket(t);
  const bot = await startHearing(t, { ...parts(), slack: { apiUrl: slack.apiUrl } });
  const message = { ts: '1.1', text: log.replaceAll('**', '*') };
  await slack.send(shortcut({ message, response_url: slack.responseUrl }));
  assert.match(await waitFor('the answer', () => slack.responses[0]), /the message: 1 contradiction/u);
  assert.deepEqual(
    bot.store.requests.accepted.map(({ words }) => words),
    [['audit-report', 'attached']],
  );
});

test('the shortcut of a message asks why the run of its thread failed, and of no other', async (t) => {
  const slack = await startRawSocket(t);
  const bot = await startHearing(t, { ...parts(), slack: { apiUrl: slack.apiUrl } });
  const why = { callback_id: 'why_failed', response_url: slack.responseUrl };
  await slack.send(shortcut({ ...why, message: { ts: '7.7', text: '' } }));
  assert.match(await waitFor('the answer', () => slack.responses[0]), /This message tells of no run/u);
  await slack.send(shortcut({ ...why, trigger_id: 't2', message: { ts: '7.9', thread_ts: '7.7', text: 'red' } }));
  await waitFor('the second answer', () => slack.responses[1]);
  assert.deepEqual(
    bot.store.requests.accepted.map(({ words, place }) => [words, place?.thread]),
    [
      [['why', 'here'], '7.7'],
      [['why', 'here'], '7.7'],
    ],
  );
});

test('a message without text or file is refused, and so is a report that a restart has lost', async (t) => {
  const slack = await startRawSocket(t);
  await startHearing(t, { ...parts(), slack: { apiUrl: slack.apiUrl } });
  await slack.send(shortcut({ message: { ts: '1.1', text: '' }, response_url: slack.responseUrl }));
  assert.match(await waitFor('the answer', () => slack.responses[0]), /neither text nor a file/u);
  const { dispatch } = parts();
  const actor = { id: 'U1', name: 'Mara', via: 'slack' } as const;
  const words = ['audit-report', 'attached'];
  const reply = await dispatch({ id: 'q1', via: 'button', words, actor, receivedAt: new Date().toISOString() });
  assert.equal(reply.refusal, 'REPORT_GONE');
});

test('a file is downloaded with the token, from Slack alone, and only up to its limit', async (t) => {
  const asked: (string | undefined)[] = [];
  const origin = await serve(t, (request, response) => {
    asked.push(request.headers.authorization);
    if (request.url === '/html') response.setHeader('content-type', 'text/html');
    if (request.url === '/gone') response.statusCode = 404;
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' });
    if (request.url === '/large') response.write(Buffer.alloc(21 * 1024 * 1024));
    response.end('a report');
  });
  const load = (url: string, size = 8) =>
    reportOf(
      { text: '', files: [{ id: 'F1', name: 'log.md', size, url_private_download: url }] },
      { token: 'xoxb-1', slackApiUrl: `${origin}/api/` },
    )();
  const good = await load(`${origin}/log`);
  assert.deepEqual([good.name, Buffer.from(good.bytes).toString(), asked], ['log.md', 'a report', ['Bearer xoxb-1']]);
  await assert.rejects(load(`${origin}/html`), /files:read is missing/u);
  await assert.rejects(load(`${origin}/gone`), /answered 404/u);
  await assert.rejects(load(`${origin}/away`), /did not give it/u);
  await assert.rejects(load(`${origin}/large`), /more than 20 MiB/u);
  await assert.rejects(load(`${origin}/log`, 30 * 1024 * 1024), /more than 20 MiB/u);
  const before = asked.length;
  for (const url of [
    'http://127.0.0.1:1/x',
    'https://slack.com.example.org/x',
    'http://files.slack.com/x',
    'nonsense',
  ]) {
    await assert.rejects(load(url), /no address of its own/u);
  }
  assert.equal(asked.length, before);
});

function shortcut(payload: object): string {
  const person = { user: { id: 'U1', name: 'mara', team_id: 'T1' }, team: { id: 'T1' }, channel: { id: 'C1' } };
  const action = { ...person, type: 'message_action', callback_id: 'audit_report', trigger_id: 't1', ...payload };
  return JSON.stringify({ envelope_id: 'e1', type: 'interactive', payload: action });
}

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
