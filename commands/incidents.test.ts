import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Alarm } from '#domain/incident.ts';
import type { Reply } from '#domain/reply.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';

import { commands } from './index.ts';

const yaml = `
environments:
  staging: { services: { api: { url: 'http://127.0.0.1:1', health: /health, deepHealth: /health/ready } } }
  preview: { services: { api: { url: 'http://127.0.0.1:1' } } }
`;
const configuration = parseConfiguration(yaml, '/e2e.yaml');
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

interface Scene {
  readonly store: MemoryStore;
  readonly say: (text: string, as?: string) => Promise<Reply>;
  minute: number;
}

async function scene(): Promise<Scene> {
  const store = createMemoryStore();
  const made: Scene = {
    store,
    minute: 20,
    say: (text, as = 'ada') =>
      createDispatch({
        commands,
        configuration: () => configuration,
        variables: {},
        store,
        whois: async () => ({ kind: 'member', names: [] }),
        now: () => new Date(at(made.minute)),
        onBug: (error) => assert.fail(String(error)),
      })({
        id: text,
        via: 'command',
        words: toWords(text),
        actor: { id: as, name: as, via: 'slack' },
        receivedAt: at(0),
      }),
  };
  await store.watch.incidents.open(alarm('staging', ['api', 'api:/health/ready']), undefined);
  await store.watch.incidents.open(alarm('preview', ['api']), undefined);
  return made;
}

function alarm(environment: string, endpoints: readonly string[]): Alarm {
  return {
    key: environment,
    kind: 'outage',
    environment,
    layer: 'tcp',
    code: 'ECONNREFUSED',
    endpoints,
    endpointCount: endpoints.length,
    evidence: [`${endpoints.length} endpoints fail`],
    seenAt: at(0),
  };
}

const listOf = (reply: Reply): readonly string[] =>
  renderReply(reply)
    .split('\n')
    .filter((line) => line !== '');

test('incidents are listed with the worst first and who acknowledged when', async () => {
  const { say } = await scene();
  assert.equal(
    (await say('ack i1')).headline,
    'You acknowledged i1: 2 endpoints on staging are down: ECONNREFUSED at tcp',
  );
  assert.deepEqual(listOf(await say('incidents')), [
    '2 incidents are open, 1 of them not acknowledged',
    '  - i2 triggered 20 min ago: api on preview is down: ECONNREFUSED at tcp',
    '  - i1 acknowledged, opened 20 min ago: 2 endpoints on staging are down: ECONNREFUSED at tcp · acknowledged by ada just now',
  ]);
  assert.equal((await say('incidents staging')).headline, '1 incident is open, all looked after or silenced');
  assert.equal((await say('incidents nowhere')).refusal, 'UNKNOWN_ENVIRONMENT');
});

test('the second who acknowledges learns who was first, and nothing changes', async () => {
  const { say, store } = await scene();
  await say('ack i1', 'ada');
  assert.equal((await say('ack i1', 'bob')).headline, 'i1 is already acknowledged by ada just now');
  assert.equal((await store.watch.incidents.get('i1'))?.entries.length, 2);
});

test('an incident is silenced, heard again and resolved by name', async () => {
  const { say } = await scene();
  assert.equal(
    (await say('silence I1 90m')).headline,
    'You silenced i1 for 1h 30m, until 2026-03-02 11:50 UTC: 2 endpoints on staging are down: ECONNREFUSED at tcp',
  );
  assert.equal((await say('silence i1 off')).headline, 'i1 is silenced no longer');
  assert.equal((await say('silence i1 off')).headline, 'i1 was not silenced');
  assert.match((await say('resolve i1')).headline, /^You called i1 resolved/u);
  for (const words of ['resolve i1', 'ack i1', 'silence i1 1h']) {
    assert.equal((await say(words)).headline, 'i1 is resolved already');
  }
  assert.equal((await say('incidents')).headline, '1 incident is open, 1 of them not acknowledged');
});

test('an endpoint is silenced for everybody to see, with the incident that is about nothing else', async () => {
  const { say, store } = await scene();
  const reply = await say('silence api 1h');
  assert.deepEqual(
    [reply.headline, reply.audience],
    ['ada silenced api on staging for 1h 00m, until 2026-03-02 11:20 UTC', 'everyone'],
  );
  assert.equal((await store.watch.incidents.get('i1'))?.state, 'silenced');
  assert.equal((await store.watch.incidents.get('i2'))?.state, 'triggered');
  assert.match(listOf(await say('incidents')).at(-1) ?? '', /^api on staging is silenced until .* by ada, just now$/u);
  assert.equal((await say('silence api off')).headline, 'api on staging is silenced no longer; ada had silenced it');
  assert.equal((await store.watch.incidents.get('i1'))?.state, 'triggered');
  assert.equal(
    (await say('silence all 1d on preview')).headline,
    'ada silenced everything on preview for 1d 00h, until 2026-03-03 10:20 UTC',
  );
});

test('what makes no sense is refused with the way out', async () => {
  const { say } = await scene();
  const refusals = [
    'ack',
    'ack i9',
    'ack <!channel>',
    'silence api',
    'silence api soon',
    'silence api 60d',
    'silence nothing 1h',
    'resolve r1',
  ];
  const codes = await Promise.all(refusals.map(async (words) => (await say(words)).refusal));
  assert.deepEqual(codes, [
    'BAD_WORDS',
    'UNKNOWN_INCIDENT',
    'UNKNOWN_INCIDENT',
    'BAD_WORDS',
    'BAD_WORDS',
    'BAD_WORDS',
    'UNKNOWN_ENDPOINT',
    'UNKNOWN_INCIDENT',
  ]);
});

test('one incident is shown with all that happened to it, and its choices as words', async () => {
  const made = await scene();
  await made.say('ack i1');
  made.minute = 25;
  const lines = listOf(await made.say('show i1'));
  assert.deepEqual(lines.slice(-3), [
    '  - 2026-03-02 10:00 UTC 2 endpoints fail',
    '  - 2026-03-02 10:20 UTC Acknowledged by ada',
    '  silence i1 30m | 1h | 4h | 1d',
  ]);
  assert.ok(lines.some((line) => /Who +acknowledged by ada 5 min ago/u.test(line)));
});

test('a hundred people who press at once acknowledge once', async () => {
  const { say, store } = await scene();
  await Promise.all(Array.from({ length: 100 }, (_, index) => say('ack i1', `u${index}`)));
  assert.equal((await store.watch.incidents.get('i1'))?.entries.length, 2);
});
