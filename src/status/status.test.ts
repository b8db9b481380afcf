import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { makeApproval, makeLoop } from '#testing/make-loop.ts';
import { makeRun } from '#testing/make-run.ts';

import { gatherStatus } from './gather-status.ts';
import { statusReply } from './status-reply.ts';

const now = new Date('2026-03-01T03:00:30.000Z');
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1_000).toISOString();

const configuration = parseConfiguration(
  `
environments:
  staging:
    services: { api: { url: http://127.0.0.1:1, health: /health }, auth: { url: http://127.0.0.1:2, health: /health } }
    websockets: { chat: { url: ws://127.0.0.1:3/ws } }
suites:
  critical: { runner: pytest, command: [pytest], priority: 1 }
sweeps:
  every-minute: { cron: '* * * * *' }
`,
  '/e2e.yaml',
);

function result(endpoint: string, changes: Partial<ProbeResult>): ProbeResult {
  return {
    id: 'p1.1',
    environment: 'staging',
    endpoint,
    kind: 'http',
    url: 'http://127.0.0.1:1/health',
    startedAt: ago(40),
    durationMs: 12,
    location: 'here',
    standing: 'up',
    steps: [],
    addresses: [],
    changed: {},
    loopDelayMs: 0,
    isSpoiled: false,
    http: { version: 'HTTP/1.1', headers: {}, firstByteMs: 12, wireBytes: 0, bodyBytes: 0, assertions: [] },
    ...changes,
  };
}

async function textOf(store: MemoryStore): Promise<string> {
  const facts = await gatherStatus(['staging'], { store, configuration, now: () => now });
  return renderReply(statusReply(facts));
}

const refused = {
  standing: 'down',
  brokeAt: 'tcp',
  problem: { code: 'ECONNREFUSED', message: '127.0.0.1:3 refused' },
  http: undefined,
} as const;

test('the worst comes first, each line with its age; what is too old is UNKNOWN and never green', async () => {
  const store = createMemoryStore({ runs: [makeRun({ state: 'failed', verdict: 'failed', endedAt: ago(720) })] });
  const { probes, incidents, ledger, sweeps } = store.watch;
  await probes.add([result('api', {}), result('auth', { startedAt: ago(3_600) }), result('chat', refused)]);
  await probes.add([result('chat', { ...refused, startedAt: ago(20) })]);
  const alarm = { key: 'k', kind: 'outage', environment: 'staging', layer: 'tcp', code: 'ECONNREFUSED' } as const;
  const { incident } = await incidents.open(
    { ...alarm, endpoints: ['chat'], endpointCount: 1, evidence: ['2 of 2 probes failed'], seenAt: ago(60) },
    undefined,
  );
  const close = { minuteAt: ago(600), environment: 'staging', endpoint: 'chat', closedBy: 'server' } as const;
  await ledger.add([{ ...close, code: 1011, reason: 'empty', source: 'probe', count: 14 }]);
  await ledger.add([{ ...close, code: 1011, reason: 'empty', source: 'probe', count: 9, minuteAt: ago(4_000) }]);
  await sweeps.add({
    sweep: 'every-minute',
    environment: 'staging',
    dueAt: ago(90),
    state: 'missed',
    up: 0,
    down: 0,
    unknown: 0,
  });
  const ran = { state: 'ran', up: 2, down: 1, unknown: 0, versions: { api: '1.2.3' } } as const;
  await sweeps.add({ sweep: 'every-minute', environment: 'staging', dueAt: ago(30), ...ran });
  assert.equal(
    await textOf(store),
    [
      'staging: 1 incident open, 1 of 3 endpoints down, 1 of 1 suite red at the last run; 1 endpoint UNKNOWN; nothing is running',
      'staging · api 1.2.3 (read 30 s ago)',
      `  - ${incident.id} chat on staging is down: ECONNREFUSED at tcp · triggered 60 s ago, nobody has acknowledged it`,
      '  - r12: critical on staging failed, 12 min ago',
      '  - chat DOWN at tcp: 127.0.0.1:3 refused · 20 s ago · ✗✗',
      '  - auth UNKNOWN: last measured 60 min ago, up then',
      '  - api up · 12 ms · 40 s ago',
      'Closes in the last hour: 14 × 1011 by the server',
      'sweep every-minute 30 s ago: 2 up, 1 down, 0 unknown; 1 of its slots was not carried out in the last 24 h',
      '',
    ].join('\n'),
  );
});

test('what nobody looks after stands before what is newer and silenced or acknowledged', async () => {
  const store = createMemoryStore();
  const { incidents } = store.watch;
  for (const [index, state] of (['triggered', 'silenced', 'acknowledged', 'triggered'] as const).entries()) {
    const alarm = { key: `k${index}`, kind: 'outage', environment: 'staging', endpointCount: 1, evidence: [] } as const;
    const seenAt = ago(600 - index * 60);
    const { incident } = await incidents.open({ ...alarm, endpoints: ['chat'], seenAt }, undefined);
    await incidents.change(incident.id, (known) => ({ ...known, state }));
  }
  const order = [...(await textOf(store)).matchAll(/- (i\d) /gu)].map(([, id]) => id);
  assert.deepEqual(order, ['i4', 'i1', 'i3', 'i2']);
});

test('where nothing was measured nothing is called up', async () => {
  const text = await textOf(createMemoryStore());
  assert.match(
    text,
    /^No endpoint has been measured lately, no run has ended yet; 3 endpoints UNKNOWN; nothing is running\n/u,
  );
  assert.match(text, /UNKNOWN, never measured: api, auth, chat/u);
  assert.doesNotMatch(text, /\bup\b/u);
});

test('what was measured before the clock was set back is not taken for fresh', async () => {
  const store = createMemoryStore();
  await store.watch.probes.add([result('api', { startedAt: ago(-7_200) })]);
  assert.match(await textOf(store), /api UNKNOWN: last measured/u);
});

test('where no service tells its version nothing is said of versions', async () => {
  const store = createMemoryStore();
  const slot = { sweep: 'every-minute', environment: 'staging', dueAt: ago(30), state: 'ran', versions: {} } as const;
  await store.watch.sweeps.add({ ...slot, up: 3, down: 0, unknown: 0 });
  assert.match(await textOf(store), /^staging$/mu);
});

test('a sweep that hardly ever comes keeps nothing green', async () => {
  const store = createMemoryStore();
  await store.watch.probes.add([result('api', { startedAt: ago(3_600) })]);
  const yaml = `
environments: { staging: { services: { api: { url: http://127.0.0.1:1, health: /health } } } }
sweeps: { yearly: { cron: '0 0 1 1 *' } }
`;
  const yearly = parseConfiguration(yaml, '/e2e.yaml');
  const facts = await gatherStatus(['staging'], { store, configuration: yearly, now: () => now });
  assert.equal(facts.environments[0]?.endpoints[0]?.standing, 'unknown');
});

test('a result that has not reached Slack is counted', async () => {
  const store = createMemoryStore();
  const order = {
    requestId: 'q',
    aim: { kind: 'address', url: 'http://x' },
    requestedBy: { id: 'U1', name: 'ana', via: 'slack' },
  } as const;
  const { probing } = await store.watch.probings.add({ ...order, place: { channel: 'C1' }, queuedAt: ago(9) });
  await store.watch.probings.change(probing.id, { state: 'done' });
  assert.match(await textOf(store), /1 result not shown in Slack yet/u);
});

test('a thousand endpoints are told in under a second, and no more than fifteen of them by name', async () => {
  const services = Array.from(
    { length: 1_000 },
    (_service, index) => `s${index}: { url: 'http://127.0.0.1:1', health: /h }`,
  );
  const many = parseConfiguration(
    `environments: { staging: { services: { ${services.join(', ')} } } }\nsweeps: { m: { cron: '* * * * *' } }\n`,
    '/e2e.yaml',
  );
  const store = createMemoryStore();
  for (let minute = 19; minute >= 0; minute -= 1) {
    const at = ago(minute * 60);
    await store.watch.probes.add(services.map((_service, index) => result(`s${index}`, { startedAt: at })));
  }
  const began = performance.now();
  const facts = await gatherStatus(['staging'], { store, configuration: many, now: () => now });
  const text = renderReply(statusReply(facts));
  assert.ok(performance.now() - began < 1_000);
  assert.equal(text.split('\n').filter((line) => /^ {2}- s\d+ /u.test(line)).length, 15);
  assert.match(text, /and 985 more up/u);
});

test('a loop and the approval that it waits for are told before anything else that goes on', async () => {
  const store = createMemoryStore();
  const { requestId, environment, suites, mostRounds, mostMs, deploys, requestedBy } = makeLoop();
  const asked = { requestId, environment, suites, mostRounds, mostMs, deploys, requestedBy, queuedAt: ago(60) };
  await store.work.loops.add(asked);
  const { round, asks, card, expiresAt } = makeApproval();
  const order = { requestId: 'y', loop: 'l1', round, environment, asks, card, requestedBy, expiresAt };
  await store.work.approvals.add({ ...order, queuedAt: ago(30) });
  await store.work.loops.change('l1', (loop) => ({ ...loop, state: 'waiting', waitsFor: 'y1', startedAt: ago(50) }));
  const text = await textOf(store);
  assert.match(text, /1 loop under way; 1 approval waited for\n/u);
  assert.match(text, / - y1 Approve deploy of 9c1d on staging\? Asked for by ada, until 10:30 UTC\n/u);
  assert.match(
    text,
    / - l1 Loop on staging, round 1 of 3: waiting for approval of deploy of 9c1d · asked for by ada 60 s ago/u,
  );
});
