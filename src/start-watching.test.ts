import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openProbeScene, textOf } from '#testing/probe-scene.ts';

test('a broken websocket is told with its rung, its close and its ladder, and probed again by a button', async () => {
  await using scene = await openProbeScene();
  await scene.startBot();
  scene.stack.faults.set(['handler-error']);
  await scene.say('probe chat:subprotocol');
  const down = await scene.told('p1/root', /is down/u);
  assert.match(
    textOf(down),
    /chat:subprotocol on staging is down: closed by the server with 1011, reason "Internal error", .* ms after opening/u,
  );
  assert.match(textOf(down), /✓ upgrade +passed in .* ms: 101 Switching Protocols/u);
  assert.match(textOf(down), /✗ welcome +failed/u);
  assert.match(textOf(down), /· round-trip +not reached/u);
  await scene.press(down, 'Show details');
  assert.match(textOf(await scene.whispered(/Traffic/u)), /Close: closed by the server with 1011/u);
  scene.stack.faults.set([]);
  await scene.press(down, 'Probe again');
  assert.match(textOf(await scene.told('p2/root', /answers in/u)), /^chat:subprotocol on staging answers in \d+ ms/u);
});

test('a whole environment is told in one message, with the ladders of what is down in its thread', async () => {
  await using scene = await openProbeScene();
  await scene.startBot();
  scene.stack.faults.set(['upgrade-not-forwarded']);
  await scene.say('probe all');
  const root = await scene.told('p1/root', /down/u);
  assert.match(textOf(root), /^3 of 9 endpoints of staging are down, all at upgrade \(STATUS_404\): /u);
  const ladder = await scene.told('p1/ladder-1', /upgrade refused with 404/u);
  assert.equal(ladder['thread_ts'], root['ts']);
  assert.match(textOf(await scene.told('p1/all', /Endpoint/u)), /api:\/health\/ready/u);
});

test('what is asked for twice, of nobody, or of this machine is answered to the person alone', async () => {
  await using scene = await openProbeScene();
  await scene.startBot();
  await scene.say('probe chart');
  await scene.whispered(/No endpoint named "chart" in "staging"\nDid you mean "chat"/u);
  await scene.say('probe <http://127.0.0.1:8080/admin>');
  await scene.whispered(/127\.0\.0\.1 is loopback/u);
  await scene.say(`probe ${scene.stack.apiUrl}/health`);
  assert.match(textOf(await scene.told('p1/root', /answers/u)), /^api on staging answers in/u);
});

test('a bot that is killed in the middle of a probe tells it to its end after the restart', async () => {
  await using scene = await openProbeScene();
  const first = await scene.startBot();
  scene.stack.faults.set(['accept-delayed']);
  await scene.say('probe chat');
  await scene.told('p1/root', /^3 endpoints of chat on staging: probe queued|^Probing 3 endpoints of chat/u);
  await first.kill();
  scene.stack.faults.set([]);
  await scene.startBot();
  await scene.told('p1/root', /^All 3 endpoints of chat on staging answer/u);
});
