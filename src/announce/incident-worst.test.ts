import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { createIncidentScene, type IncidentScene } from '#testing/incident-scene.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import type { Announcer } from './follow-records.ts';
import { startIncidentAnnouncer, type IncidentAnnouncerParts } from './start-incident-announcer.ts';

let bench: OutboxBench<Outbox>;
let scene: IncidentScene;

beforeEach(async () => {
  bench = createOutboxBench(createOutbox);
  scene = await createIncidentScene(bench);
});
afterEach(() => scene.end());

const render = async (): Promise<Uint8Array> => new Uint8Array([137, 80, 78, 71]);

function start(on: OutboxBench<Outbox> = bench, parts: Partial<IncidentAnnouncerParts> = {}): Announcer {
  const told = { store: { watch: scene.watch, posts: bench.posts }, teller: on.outbox };
  const lookedUp = { personOf: async () => 'S0SRE1', channelOf: async () => 'C0ONCALL1' };
  return startIncidentAnnouncer({ ...scene, ...told, ...lookedUp, render, ...parts }, on.signal);
}

async function settle(announcer: Announcer): Promise<void> {
  await bench.clock.until(announcer.settled());
  assert.equal(await scene.isTold(), true);
}

const cannotDraw = (): Promise<Uint8Array> => Promise.reject(new Error('no thread'));

test('an outage of Slack for the whole incident leaves one message in its final state and each change once, in order', async () => {
  const announcer = start();
  bench.slack.fail({ kind: 'server-error', times: 1_000_000 });
  await scene.desk.raise(scene.alarm());
  for (let minute = 0; minute < 20; minute += 1) {
    await bench.clock.pass(60_000);
    await scene.desk.raise(scene.alarm({ endpointCount: minute < 10 ? 1 : 4 }));
    if (minute === 5) await scene.acknowledge();
  }
  await scene.desk.clear('k', scene.now().toISOString(), 'clean');
  await bench.clock.pass(60_000);
  bench.slack.recover();
  await settle(announcer);
  assert.deepEqual(scene.shown(), {
    root: ['Resolved after 20m 00s: 4 endpoints on staging were down: closed with 1011 at hold'],
    thread: [
      '4 endpoints on staging were down: closed with 1011 at hold',
      'Acknowledged by ada',
      'Grew from 1 to 4 endpoints',
      'Resolved after 20m 00s: clean',
    ],
  });
  assert.deepEqual(scene.mentions(), []);
  assert.deepEqual(scene.errors, []);
});

test('a process that dies between the opening and the telling is made up for by the next, once', async () => {
  await scene.desk.raise(scene.alarm());
  await settle(start());
  await scene.acknowledge();
  bench.slack.fail({ method: 'chat.update', kind: 'lost' });
  bench.slack.fail({ method: 'chat.postMessage', kind: 'lost' });
  const first = bench.restart();
  start(first);
  await bench.clock.pass(500);
  first.stop.abort();
  await bench.clock.until(first.outbox.idle());
  bench.slack.recover();
  const second = bench.restart();
  await settle(start(second));
  assert.deepEqual(scene.shown(), {
    root: ['chat on staging is down: closed with 1011 at hold, acknowledged by ada'],
    thread: ['chat on staging is down: closed with 1011 at hold', 'Acknowledged by ada'],
  });
  second.stop.abort();
  await bench.clock.until(second.outbox.idle());
});

test('a thousand endpoints with hostile words are one message inside all limits, and mention nobody', async () => {
  const announcer = start();
  const hostile = '<!channel> <!here|x> <@U1> @everyone \u202e \ud800 `code` & '.repeat(40);
  const endpoints = Array.from({ length: 100 }, (_, index) => `${hostile}${index}`);
  const evidence = Array.from({ length: 50 }, () => hostile);
  await scene.desk.raise(
    scene.alarm({ endpoints, endpointCount: 1_000, evidence, closeReason: hostile, code: hostile }),
  );
  await scene.watch.incidents.change('i1', (incident) => ({ ...incident, lately: evidence }));
  await settle(announcer);
  const { messages } = bench.slack.workspace;
  assert.equal(messages.filter(({ thread_ts: thread }) => thread === undefined).length, 1);
  for (const { text, blocks } of messages) assert.deepEqual(breaches({ text, blocks }), []);
  assert.match(JSON.stringify(messages[0]?.blocks), /and 990 more/u);
  assert.doesNotMatch(messages.map(({ text }) => text).join('\n'), /<!(?:channel|here)|<@U1>/u);
});

test('a chart that cannot be drawn holds nothing up', async () => {
  await scene.watch.ledger.add([
    {
      minuteAt: scene.now().toISOString(),
      environment: 'staging',
      endpoint: 'chat',
      code: 1011,
      closedBy: 'server',
      reason: 'prose',
      source: 'probe',
      count: 3,
    },
  ]);
  const announcer = start(bench, { render: cannotDraw });
  await scene.desk.raise(scene.alarm({ kind: 'close-spike' }));
  await settle(announcer);
  assert.equal(scene.shown().root.length, 1);
  assert.deepEqual(scene.errors, ['No chart for i1: no thread']);
});

test('while the channel cannot be known it is tried again, and one that takes no message is said in the log', async () => {
  let tries = 0;
  const channelOf = async (): Promise<string> => {
    tries += 1;
    if (tries < 3) throw new Error('Slack is away');
    return 'C0ONCALL1';
  };
  bench.slack.fail({ method: 'chat.postMessage', kind: 'error', code: 'not_in_channel', times: 5 });
  const announcer = start(bench, { channelOf, retryAfterMs: 5 });
  await scene.desk.raise(scene.alarm());
  await bench.clock.until(announcer.settled());
  assert.match(scene.errors.at(-1) ?? '', /Incident i1 cannot be told in "#on-call": not_in_channel/u);
  assert.equal(tries, 3);
  assert.equal(await scene.isTold(), false);
});
