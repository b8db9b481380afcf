import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { WsFacts } from '#domain/probe.ts';
import { makeProbeResult, makeWsFacts } from '#testing/make-probe-result.ts';
import { runExperiment } from '#testing/run-experiment.ts';

import { unread } from './unread.ts';

const events = (count: number): WsFacts['events'] =>
  Array.from({ length: count }, (_, index) => ({ atMs: index, from: 'server', text: 'tick', bytes: 4 }));

async function isTried(send: string, count: number): Promise<boolean> {
  const { applies } = await runExperiment(unread, {
    yaml: `websockets: { feed: { url: 'ws://127.0.0.1:9/feed'${send} } }`,
    symptom: { phase: 'steady', closeCode: 1011, target: 'ws://127.0.0.1:9/feed' },
    plain: makeProbeResult({
      kind: 'websocket',
      endpoint: 'feed',
      ws: makeWsFacts({ status: 101, events: events(count) }),
    }),
  });
  return applies;
}

test('answers are left unread where they are asked for, and where they come unasked', async () => {
  assert.equal(await isTried(', send: hello', 0), true);
  assert.equal(await isTried('', 40), true);
});

test('a welcome is nothing that could pile up', async () => {
  assert.equal(await isTried('', 1), false);
});
