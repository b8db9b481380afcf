import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeWsFacts } from '#testing/make-probe-result.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import { holds } from './holds.ts';

const yaml = "websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: hello } }";
const symptom = { phase: 'steady', error: 'ConnectionClosedError', target: 'ws://127.0.0.1:9/ws' } as const;
const ended: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'hold',
  problem: { code: 'CLOSE_1006', message: '' },
  ws: makeWsFacts({ status: 101, closeCode: 1006, openMs: 900 }),
};

/** The silent one and the one with pings end; this becomes of the third, which talks. */
async function held(third: Partial<ProbeResult>): Promise<Ran> {
  return runExperiment(holds, { yaml, symptom, answer: (_, count) => (count <= 2 ? ended : third) });
}

test('a silent connection that ends beside one that talks is told, and how long it lived', async () => {
  const { valueOf, wishes } = await held({ ws: makeWsFacts({ status: 101 }) });
  assert.equal(wishes[2]?.sends, true);
  assert.equal(valueOf('ws.hold-idle'), 'hold CLOSE_1006');
  assert.equal(valueOf('ws.hold-idle-seconds'), 0.9);
  assert.equal(valueOf('ws.hold-pings'), 'ok');
});

test('where both end and no third can be opened, the service went away: nothing is said of silence or age', async () => {
  const gone = { standing: 'down', brokeAt: 'upgrade', ws: makeWsFacts({ status: 502 }) } as const;
  assert.deepEqual((await held(gone)).findings, []);
  assert.deepEqual((await held({ standing: 'down', brokeAt: 'tcp', ws: makeWsFacts() })).findings, []);
  const refused = { standing: 'down', brokeAt: 'upgrade', ws: makeWsFacts({ status: 401 }) } as const;
  assert.equal((await held(refused)).valueOf('ws.hold-idle'), 'hold CLOSE_1006');
});
