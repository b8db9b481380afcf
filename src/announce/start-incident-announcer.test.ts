import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, test } from 'node:test';

import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { ada, createIncidentScene, type IncidentScene } from '#testing/incident-scene.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { waitFor } from '#testing/wait-for.ts';

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

test('an incident is one message kept up to date, with its changes in the thread, and calls once', async () => {
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  await settle(announcer);
  assert.deepEqual(scene.shown(), {
    root: ['chat on staging is down: closed with 1011 at hold'],
    thread: ['chat on staging is down: closed with 1011 at hold'],
  });
  await bench.clock.pass(60_000);
  await scene.desk.raise(scene.alarm());
  await settle(announcer);
  await scene.acknowledge();
  await settle(announcer);
  await bench.clock.pass(10 * 60_000);
  await scene.desk.clear('k', scene.now().toISOString(), '15 sweeps in a row were clean');
  await settle(announcer);
  const { root, thread } = scene.shown();
  assert.equal(root.length, 1);
  assert.match(root[0] ?? '', /^Resolved after 11m \d\ds: chat on staging was down: closed with 1011 at hold$/u);
  assert.deepEqual(
    thread.map((line) => line.replace(/ after .*/u, '')),
    ['chat on staging is down: closed with 1011 at hold', 'Acknowledged by ada', 'Resolved'],
  );
  assert.deepEqual(scene.mentions(), ['chat.postMessage chat on staging is down: closed with 1011 at hold']);
});

test('the message says what, since when, on which rung, by whom it was closed and with what words', async () => {
  const announcer = start();
  await scene.desk.raise(scene.alarm({ since: '2026-03-02T09:57:00.000Z' }));
  await settle(announcer);
  const [root] = bench.slack.workspace.messages;
  assert.deepEqual(root?.text.split('\n').slice(0, 7), [
    'chat on staging is down: closed with 1011 at hold',
    'What: chat fails at hold with CLOSE_1011, 3 in a row since 10:00 UTC',
    'Since: 2026-03-02 09:57 UTC, 3 min ago',
    'Broke: at hold with CLOSE_1011, closed by the server, reason Internal error',
    'Seen: Seen by the sweep often',
    'Endpoints chat',
    'i1 · seen last 10:00 UTC · sweep often · on call: @sre',
  ]);
  const actions = JSON.stringify(root?.blocks.at(-1));
  const values = [...actions.matchAll(/"action_id":"([^"]+)"/gu)].map((match) => match[1]);
  assert.deepEqual(values, ['e2e:ack:0', 'e2e:silence:1', 'e2e:resolve:2', 'e2e:probe:3', 'e2e:run:4']);
});

test('the buttons change with the state', async () => {
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  await settle(announcer);
  const labels = (): readonly string[] => {
    const blocks = JSON.stringify(bench.slack.workspace.messages[0]?.blocks.at(-1));
    return [...blocks.matchAll(/"action_id":"e2e:(\w+):/gu)].map((match) => match[1] ?? '');
  };
  await scene.acknowledge();
  await settle(announcer);
  assert.deepEqual(labels(), ['silence', 'resolve', 'probe', 'run']);
  await bench.clock.pass(5_000);
  await scene.desk.clear('k', scene.now().toISOString(), 'clean');
  await settle(announcer);
  assert.deepEqual(labels(), ['probe', 'run']);
});

test('reminders call again in the thread, as often as the sweep says', async () => {
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  for (let minute = 0; minute < 120; minute += 1) {
    await bench.clock.pass(60_000);
    await scene.desk.tick(scene.now());
  }
  await settle(announcer);
  assert.deepEqual(
    scene.mentions().map((line) => line.slice(0, 35)),
    ['chat.postMessage chat on staging is', 'chat.postMessage Open for 30m 00s a'],
  );
});

test('an incident that was opened silently is told only when the silence has run out', async () => {
  const until = new Date(bench.clock.now() + 30 * 60_000).toISOString();
  await scene.watch.silences.set({
    endpoint: 'chat',
    environment: 'staging',
    until,
    by: ada,
    at: scene.now().toISOString(),
  });
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  await bench.clock.until(announcer.settled());
  assert.deepEqual(scene.shown(), { root: [], thread: [] });
  await bench.clock.pass(31 * 60_000);
  await scene.desk.tick(scene.now());
  await settle(announcer);
  assert.deepEqual(scene.shown().thread, [
    'chat on staging is down: closed with 1011 at hold',
    'chat is silenced by ada until 2026-03-02 10:30 UTC',
    'The silence ran out and it still fails',
  ]);
  assert.deepEqual(scene.mentions(), ['chat.postMessage The silence ran out and it still fails']);
});

test('one that was silent from its beginning to its end is never told, and leaves nothing to tell', async () => {
  const until = new Date(bench.clock.now() + 30 * 60_000).toISOString();
  await scene.watch.silences.set({
    endpoint: 'chat',
    environment: 'staging',
    until,
    by: ada,
    at: scene.now().toISOString(),
  });
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  await scene.desk.clear('k', scene.now().toISOString(), 'clean');
  await settle(announcer);
  assert.deepEqual([scene.shown().root, await scene.watch.incidents.unfinished()], [[], []]);
});

test('a picture is uploaded once when it opens and once when it is resolved, with words for who does not see it', async () => {
  const measured = (minute: number): void => {
    const at = new Date(bench.clock.now() - minute * 60_000).toISOString();
    const common = {
      environment: 'staging',
      endpoint: 'chat',
      kind: 'websocket',
      url: 'ws://x/',
      location: 'here',
    } as const;
    const times = { startedAt: at, durationMs: 5, loopDelayMs: 0, isSpoiled: false };
    const found = { steps: [], addresses: [], changed: {} };
    const isDown = minute < 3;
    const standing = isDown ? ({ standing: 'down', brokeAt: 'hold' } as const) : ({ standing: 'up' } as const);
    void scene.watch.probes.add([{ id: `s@${at}`, ...common, ...times, ...found, ...standing }]);
  };
  for (let minute = 20; minute >= 0; minute -= 1) measured(minute);
  const announcer = start();
  await scene.desk.raise(scene.alarm());
  await settle(announcer);
  await scene.desk.raise(scene.alarm());
  await settle(announcer);
  await bench.clock.pass(60_000);
  await scene.desk.clear('k', scene.now().toISOString(), 'clean');
  await settle(announcer);
  await bench.clock.until(bench.outbox.idle());
  const uploads = bench.slack.callsOf('files.getUploadURLExternal').map(({ wish }) => [wish.filename, wish.alt_txt]);
  assert.deepEqual(uploads, [
    [
      'i1-chart-0.png',
      'chat on staging is down: closed with 1011 at hold. Failed probes: at most 1 per minute, 3 in all. From 09:00 UTC to 10:01 UTC; triggered at 10:00 UTC',
    ],
    [
      'i1-chart-1.png',
      'chat on staging was down: closed with 1011 at hold. Failed probes: at most 1 per minute, 3 in all. From 09:00 UTC to 10:02 UTC; triggered at 10:00 UTC, resolved at 10:01 UTC',
    ],
  ]);
  const isGone = async (): Promise<true | undefined> => ((await readdir(scene.folder)).length === 0 ? true : undefined);
  await waitFor('the pictures to be removed', isGone);
});
