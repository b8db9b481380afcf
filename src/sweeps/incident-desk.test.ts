import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Alarm, Incident } from '#domain/incident.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { makeRun } from '#testing/make-run.ts';

import { createIncidentDesk, type IncidentDesk } from './incident-desk.ts';
import { nextIncident } from './next-incident.ts';
import { endSilence, setSilence } from './set-silence.ts';

const ada = { id: 'U0ADA1', name: 'ada', via: 'slack' } as const;
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

const yaml = `
environments: { staging: {}, preview: {} }
sweeps:
  often: { cron: '* * * * *', alert: '#on-call', reminders: [10m] }
  other: { cron: '* * * * *' }
alerts:
  channel: '#alerts'
  maintenance:
    - { from: 2026-03-02T12:00:00Z, to: 2026-03-02T13:00:00Z, environment: staging }
`;

let store: MemoryStore;
let desk: IncidentDesk;
let warnings: string[];

function start(text = yaml): void {
  warnings = [];
  const configuration = parseConfiguration(text, '/e2e.yaml');
  const log = { warn: (message: string): void => void warnings.push(message) };
  desk = createIncidentDesk({ store, configuration: () => configuration, now: () => new Date(at(0)), log });
}

beforeEach(() => {
  store = createMemoryStore();
  start();
});

function alarm(minute: number, parts: Partial<Alarm> = {}): Alarm {
  return {
    key: 'k',
    kind: 'outage',
    environment: 'staging',
    layer: 'tcp',
    code: 'ECONNREFUSED',
    endpoints: ['chat', 'chat:subprotocol'],
    endpointCount: 2,
    evidence: ['2 endpoints fail'],
    sweep: 'often',
    seenAt: at(minute),
    ...parts,
  };
}

const all = (): Promise<readonly Incident[]> => store.watch.incidents.list({ limit: 10 });
const states = async (): Promise<readonly string[]> => (await all()).map(({ id, state }) => `${id} ${state}`);
const kinds = async (): Promise<readonly string[]> =>
  (await all()).flatMap(({ entries }) => entries.map((each) => each.kind));

test('an alarm raised ten times at once, and at every sweep, is one incident', async () => {
  await Promise.all(Array.from({ length: 10 }, () => desk.raise(alarm(0))));
  for (let minute = 1; minute < 10; minute += 1) await desk.raise(alarm(minute));
  assert.deepEqual(await states(), ['i1 triggered']);
  assert.deepEqual([(await all())[0]?.seenAt, (await all())[0]?.entries.length], [at(9), 1]);
});

test('an incident that comes back within 30 minutes is reopened, a later one is new', async () => {
  await desk.raise(alarm(0));
  await desk.clear('k', at(5), '15 sweeps were clean');
  await desk.raise(alarm(20));
  assert.deepEqual(await states(), ['i1 triggered']);
  await desk.clear('k', at(25), '15 sweeps were clean');
  await desk.raise(alarm(56));
  assert.deepEqual(await states(), ['i2 triggered', 'i1 resolved']);
});

test('what a person resolved is not opened anew while it still fails', async () => {
  await desk.raise(alarm(0));
  const { id } = (await all())[0] ?? { id: '' };
  await store.watch.incidents.change(id, (incident) => nextIncident(incident, { kind: 'resolve', at: at(1), by: ada }));
  await desk.raise(alarm(2));
  await desk.raise(alarm(3));
  assert.deepEqual(await states(), ['i1 resolved']);
  await desk.raise(alarm(5));
  assert.deepEqual(await states(), ['i1 triggered']);
});

test('it is told in the channel of its sweep, that of alerts, that of Slack', async () => {
  await desk.raise(alarm(0));
  await desk.raise(alarm(0, { key: 'k2', sweep: 'other' }));
  start("environments: { staging: {} }\nsweeps: { often: { cron: '* * * * *' } }\nslack: { channel: '#staging' }");
  await desk.raise(alarm(0, { key: 'k3' }));
  const channels = (await all()).map(({ place }) => place?.channel);
  assert.deepEqual(channels.toReversed(), ['#on-call', '#alerts', '#staging']);
  assert.deepEqual(warnings, []);
});

test('without any channel it is opened all the same, and that is said at start', async () => {
  start("environments: { staging: {} }\nsweeps: { often: { cron: '* * * * *' } }");
  assert.match(warnings.join('\n'), /sweep "often" are told nowhere/u);
  await desk.raise(alarm(0));
  assert.deepEqual([await states(), (await all())[0]?.place], [['i1 triggered'], undefined]);
  start();
  await desk.tick(new Date(at(1)));
  assert.deepEqual((await all())[0]?.place, { channel: '#on-call' });
});

test('nothing is opened or reopened inside a maintenance window, and what still fails afterwards is', async () => {
  await desk.raise(alarm(118, { key: 'before' }));
  await desk.clear('before', at(119), 'clean');
  assert.equal(await desk.raise(alarm(120)), undefined);
  assert.equal(await desk.raise(alarm(121, { key: 'before' })), undefined);
  await desk.raise(alarm(121, { key: 'elsewhere', environment: 'preview' }));
  assert.deepEqual(await states(), ['i2 triggered', 'i1 resolved']);
  await desk.raise(alarm(180));
  assert.deepEqual(await states(), ['i3 triggered', 'i2 triggered', 'i1 resolved']);
});

test('nobody is reminded inside a maintenance window', async () => {
  await desk.raise(alarm(115));
  await desk.tick(new Date(at(130)));
  assert.deepEqual(await kinds(), ['triggered']);
  await desk.tick(new Date(at(181)));
  assert.deepEqual(await kinds(), ['triggered', 'reminded']);
});

test('reminders are those of the sweep, and there are no more of them', async () => {
  await desk.raise(alarm(0));
  for (let minute = 1; minute < 60; minute += 1) await desk.tick(new Date(at(minute)));
  assert.deepEqual(await kinds(), ['triggered', 'reminded']);
});

test('an incident of silenced endpoints is opened silently, and is triggered when the silence runs out', async () => {
  await setSilence({ endpoint: 'chat', environment: 'staging', until: at(30), by: ada, at: at(0) }, store.watch);
  const heard: string[] = [];
  const hear = async (id: string): Promise<void> => {
    const incident = await store.watch.incidents.get(id);
    if (incident?.place !== undefined) heard.push(incident.state);
  };
  store.watch.incidents.subscribe((id) => void hear(id));
  await desk.raise(alarm(1));
  await desk.raise(alarm(2, { endpointCount: 2 }));
  await desk.tick(new Date(at(29)));
  assert.deepEqual([await states(), await kinds()], [['i1 silenced'], ['triggered', 'silenced']]);
  assert.deepEqual([...new Set(heard)], ['silenced']);
  await desk.tick(new Date(at(30)));
  assert.deepEqual(await kinds(), ['triggered', 'silenced', 'unsilenced']);
});

test('one endpoint that is not silenced is enough to be told', async () => {
  await setSilence({ endpoint: 'chat', environment: 'staging', until: at(30), by: ada, at: at(0) }, store.watch);
  await desk.raise(alarm(1, { endpoints: ['api', 'chat'] }));
  await desk.raise(alarm(1, { key: 'k2', environment: 'preview' }));
  assert.deepEqual(await states(), ['i2 triggered', 'i1 triggered']);
});

test('a silence that is set or ended takes the open incident with it', async () => {
  await desk.raise(alarm(0));
  const silence = { endpoint: '*', environment: 'staging', until: at(60), by: ada, at: at(1) };
  await setSilence(silence, store.watch);
  assert.deepEqual(await states(), ['i1 silenced']);
  await desk.raise(alarm(2, { endpointCount: 900 }));
  assert.deepEqual(await states(), ['i1 silenced']);
  await endSilence(silence, { by: ada, at: new Date(at(3)) }, store.watch);
  assert.deepEqual([await states(), (await kinds()).at(-1)], [['i1 triggered'], 'unsilenced']);
  assert.equal(await endSilence(silence, { by: ada, at: new Date(at(3)) }, store.watch), undefined);
});

test('a longer silence holds the incident longer, without another word', async () => {
  const silence = { endpoint: 'chat', environment: 'staging', until: at(30), by: ada, at: at(0) };
  await setSilence(silence, store.watch);
  await desk.raise(alarm(1));
  await setSilence({ ...silence, until: at(90) }, store.watch);
  await desk.tick(new Date(at(31)));
  assert.deepEqual([await states(), await kinds()], [['i1 silenced'], ['triggered', 'silenced']]);
});

test('a silence of everything that ends lets an incident without endpoints be heard again', async () => {
  const silence = { environment: 'staging', endpoint: '*', until: at(60), by: ada, at: at(0) };
  await setSilence(silence, store.watch);
  await desk.raise(alarm(1, { kind: 'no-data', layer: undefined, endpoints: [], endpointCount: 0 }));
  assert.deepEqual(await states(), ['i1 silenced']);
  await endSilence(silence, { by: ada, at: new Date(at(2)) }, store.watch);
  assert.deepEqual(await states(), ['i1 triggered']);
});

const versions = (sha: string): { readonly versions: Readonly<Record<string, string>> } => ({
  versions: { api: sha },
});

test('what changed lately is found in the records, and nothing else is said', async () => {
  const ended = { state: 'failed', counts: { passed: 23, failed: 2, error: 0, skipped: 0, flaky: 0 } } as const;
  store = createMemoryStore({
    runs: [
      makeRun({ ...ended, ...versions('b'.repeat(40)), id: 'r12', startedAt: at(-10), endedAt: at(-4) }),
      makeRun({ ...versions('b'.repeat(40)), id: 'r11', startedAt: at(-20), state: 'passed' }),
      makeRun({ ...versions('a'.repeat(40)), id: 'r10', startedAt: at(-90), state: 'passed' }),
      makeRun({ id: 'r1', startedAt: at(-9_000), endedAt: at(-8_999), state: 'failed', suite: 'old' }),
    ],
    locks: [{ environment: 'staging', by: ada, at: at(-30) }],
  });
  start();
  await desk.raise(alarm(-2, { key: 'other', environment: 'preview' }));
  const opened = await desk.raise(alarm(0));
  assert.deepEqual(opened?.lately, [
    'api aaaaaaaa → bbbbbbbb, first seen by r11 20m 00s before',
    'critical failed in r12 4m 00s before, 23 passed, 2 failed',
    'staging was locked by ada 30m 00s before',
    'i1 on preview opened 2m 00s before: 2 endpoints fail',
  ]);
  store = createMemoryStore();
  start();
  assert.deepEqual((await desk.raise(alarm(0)))?.lately, []);
});
