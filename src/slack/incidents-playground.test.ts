import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { startIncidentAnnouncer } from '#announce/start-incident-announcer.ts';
import { createDispatch } from '#chat/dispatch.ts';
import { commands } from '#commands/index.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { SlackJson } from '#playground/contract.ts';
import { createIncidentDesk } from '#sweeps/incident-desk.ts';
import { startHearing, type HearingBot } from '#testing/hearing-bot.ts';
import { createMemoryStore } from '#testing/memory-store.ts';
import { waitFor } from '#testing/wait-for.ts';
import { pino } from 'pino';

import { createChannels } from './channels.ts';
import { createClient } from './client.ts';
import { createOutbox } from './outbox.ts';
import { createOwners } from './owners.ts';

const now = (): Date => new Date();
const configuration = parseConfiguration(
  `
environments: { staging: { services: { api: { url: 'http://127.0.0.1:1' } } } }
suites: { critical: { runner: pytest, command: [pytest], priority: 1 } }
sweeps: { often: { cron: '* * * * *', alert: '#on-call' } }
alerts: { onCall: '@backend-oncall' }
`,
  '/e2e.yaml',
);

const whois = async () => ({ kind: 'member', names: [] }) as const;
const onBug = (error: unknown): void => assert.fail(String(error));

async function startIncidents(t: TestContext) {
  const store = createMemoryStore();
  const talking = new AbortController();
  const folder = await mkdtemp(join(tmpdir(), 'incidents-'));
  const shared = { store, configuration: () => configuration, now };
  const dispatch = createDispatch({ ...shared, commands, variables: {}, whois, onBug });
  const bot = await startHearing(t, { dispatch, store });
  const log = pino({ level: 'silent' });
  const client = createClient({ botToken: bot.playground.botToken, apiUrl: bot.playground.apiUrl, log });
  const teller = createOutbox({ client, posts: store.posts });
  const lookUps = { personOf: createOwners({ client, log }), channelOf: createChannels({ client, log }) };
  startIncidentAnnouncer({ ...shared, ...lookUps, teller, folder, log }, talking.signal);
  t.after(async () => {
    talking.abort();
    await teller.idle();
    await rm(folder, { recursive: true });
  });
  return { bot, store, desk: createIncidentDesk({ ...shared, log }) };
}

/** Messages of #on-call: the root first. */
function messages({ playground, ids }: HearingBot): readonly SlackJson[] {
  return (playground.workspace().messages[ids.get('on-call') ?? ''] ?? []).toSorted(
    (one, other) => Number(one['ts']) - Number(other['ts']),
  );
}

function firstLine(message: SlackJson | undefined): string {
  const text = message?.['text'];
  return typeof text === 'string' ? (text.split('\n')[0] ?? '') : '';
}

function isRecord(value: unknown): value is SlackJson {
  return typeof value === 'object' && value !== null;
}

function recordsOf(value: unknown): readonly SlackJson[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Mara uses the element of the root that says this command. */
async function use(bot: HearingBot, command: string, choice?: string): Promise<unknown> {
  const [root] = messages(bot);
  for (const block of recordsOf(root?.['blocks'])) {
    const element = recordsOf(block['elements']).find((each) =>
      String(each['action_id']).startsWith(`e2e:${command}:`),
    );
    if (element === undefined) continue;
    const selected = recordsOf(element['options']).find(({ value }) => String(value).endsWith(` ${choice}`));
    return bot.playground.press({
      user: bot.ids.get('mara') ?? '',
      actionId: String(element['action_id']),
      blockId: String(block['block_id']),
      element,
      selected,
      channel: bot.ids.get('on-call') ?? '',
      ts: String(root?.['ts']),
    });
  }
  return assert.fail(`No element says "${command}"`);
}

const rootSays = (bot: HearingBot, words: RegExp): Promise<true> =>
  waitFor(`the root to say ${words.source}`, () => (words.test(firstLine(messages(bot)[0])) ? true : undefined));

test('an incident is told, acknowledged by a double click, silenced by a select and resolved, in the playground', async (t) => {
  const { bot, store, desk } = await startIncidents(t);
  const seenAt = now().toISOString();
  await store.watch.ledger.add([
    {
      minuteAt: `${seenAt.slice(0, 16)}:00.000Z`,
      environment: 'staging',
      endpoint: 'chat',
      code: 1011,
      closedBy: 'server',
      reason: 'prose',
      source: 'probe',
      count: 9,
    },
  ]);
  await desk.raise({
    key: 'k',
    kind: 'close-spike',
    environment: 'staging',
    layer: 'hold',
    code: 'CLOSE_1011',
    closeReason: 'Internal error <!channel>',
    closedBy: 'server',
    endpoints: ['chat'],
    endpointCount: 1,
    evidence: ['Closed with 1011: 9 of 30 probes (30 %), usually 0.5 %'],
    sweep: 'often',
    seenAt,
  });
  await rootSays(bot, /^More closes than usual on staging: 1011 of chat$/u);
  await Promise.all([use(bot, 'ack'), use(bot, 'ack')]);
  await rootSays(bot, /acknowledged by mara$/u);
  await use(bot, 'silence', '4h');
  await rootSays(bot, /silenced until \d\d:\d\d UTC$/u);
  await desk.clear('k', now().toISOString(), '15 sweeps in a row were clean');
  await rootSays(bot, /^Resolved after /u);
  const pictures = await waitFor('two pictures', () => {
    const files = messages(bot).flatMap((message) => recordsOf(message['files']));
    return files.length === 2 ? files : undefined;
  });
  assert.match(String(pictures[1]?.['alt_txt']), /Closes 1011: at most 9 per minute, 9 in all/u);
  assert.ok(Number(pictures[0]?.['size']) > 5_000);
  const incident = await store.watch.incidents.get('i1');
  assert.deepEqual(
    incident?.entries.map(({ kind, by }) => [kind, by?.name]),
    [
      ['triggered', undefined],
      ['acknowledged', 'mara'],
      ['silenced', 'mara'],
      ['resolved', undefined],
    ],
  );
  const thread = messages(bot)
    .slice(1)
    .map(firstLine)
    .filter((line) => line !== '');
  assert.deepEqual(
    thread.map((line) => line.replace(/ (?:until|after) .*/u, '')),
    ['More closes than usual on staging: 1011 of chat', 'Acknowledged by mara', 'Silenced by mara', 'Resolved'],
  );
  assert.doesNotMatch(
    messages(bot)
      .map(({ text }) => String(text))
      .join(' '),
    /<!channel>/u,
  );
});
