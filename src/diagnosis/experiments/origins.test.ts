import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProbeResult } from '#domain/probe.ts';
import { makeProbeResult } from '#testing/make-probe-result.ts';
import { runExperiment, type Ran } from '#testing/run-experiment.ts';

import { origins } from './origins.ts';

const refused: Partial<ProbeResult> = {
  standing: 'down',
  brokeAt: 'upgrade',
  problem: { code: 'STATUS_403', message: 'refused' },
};

/** A test sent `sent`, the file says `configured`; the server refuses these. */
function compared(sent: string | undefined, configured: string, refuses: (origin: string) => boolean): Promise<Ran> {
  const own = configured === '' ? '' : `, origin: '${configured}'`;
  return runExperiment(origins, {
    yaml: `websockets: { chat: { url: 'ws://127.0.0.1:9/ws'${own} } }`,
    symptom: { phase: 'upgrade', status: 403, target: 'ws://127.0.0.1:9/ws', origin: sent },
    answer: ({ headers }) => (refuses(headers?.['origin'] ?? configured) ? refused : {}),
  });
}

const app = 'https://app.example.com';

test('the Origin that a test sent, and nobody configured, is tried beside none', async () => {
  const { valueOf, findings } = await compared(app, '', (origin) => origin === app);
  assert.equal(valueOf('ws.origin.of-test'), 'upgrade STATUS_403');
  assert.equal(valueOf('ws.token.good'), 'ok');
  assert.equal(valueOf('ws.origin.none'), undefined);
  assert.ok(findings.every(({ isControlled }) => isControlled));
});

test('it says nothing where it is refused as configured as well', async () => {
  assert.equal((await compared(app, '', () => true)).valueOf('ws.origin.of-test'), undefined);
});

test('a configured one is held against none and another, also where the test sent the same', async () => {
  for (const sent of [undefined, app]) {
    const { valueOf } = await compared(sent, app, (origin) => origin !== '');
    assert.deepEqual([valueOf('ws.origin.none'), valueOf('ws.origin.other')], ['ok', 'upgrade STATUS_403']);
    assert.equal(valueOf('ws.origin.of-test'), undefined);
  }
});

test('where none was sent and none is configured there is nothing to compare', async () => {
  assert.equal((await compared(undefined, '', () => true)).applies, false);
});

test('where it breaks off after a message, that message goes out with either Origin', async () => {
  for (const brokeAt of ['round-trip', 'upgrade'] as const) {
    const { wishes } = await runExperiment(origins, {
      yaml: `websockets: { chat: { url: 'ws://127.0.0.1:9/ws', send: 'ping' } }`,
      symptom: {
        phase: brokeAt === 'upgrade' ? 'upgrade' : 'first-message',
        target: 'ws://127.0.0.1:9/ws',
        origin: app,
      },
      plain: makeProbeResult({ endpoint: 'chat', kind: 'websocket', standing: 'down', brokeAt }),
    });
    assert.ok(wishes.length >= 2);
    assert.ok(wishes.every(({ sends }) => sends === (brokeAt === 'round-trip')));
  }
});
