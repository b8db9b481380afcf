import assert from 'node:assert/strict';
import { test } from 'node:test';

import { incidentHeadline, incidentTitle } from '#domain/incident-words.ts';
import type { Alarm, Incident } from '#domain/incident.ts';
import { serveSwitched, startSweepScene } from '#testing/sweep-scene.ts';

import { nextIncident } from './next-incident.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

function alarm(minute: number, endpointCount: number): Alarm {
  return {
    key: 'k',
    kind: 'outage',
    environment: 'staging',
    layer: 'tcp',
    code: 'ECONNREFUSED',
    endpoints: ['chat'],
    endpointCount,
    evidence: [],
    seenAt: at(minute),
  };
}

const opened: Incident = {
  id: 'i1',
  alarm: alarm(0, 36),
  state: 'triggered',
  triggeredAt: at(0),
  seenAt: at(0),
  flaps: [],
  remindersSent: 0,
  entries: [{ at: at(0), kind: 'triggered', text: '' }],
  lately: [],
  toldEntries: 1,
};

test('while nothing fails an incident says so, reminds nobody, and ends no silence; a failure takes it back', () => {
  const eased = nextIncident(opened, { kind: 'ease', at: at(5) });
  assert.equal(
    incidentHeadline(eased),
    '36 endpoints on staging were down: ECONNREFUSED at tcp, no failure since 10:05 UTC',
  );
  assert.equal(nextIncident(eased, { kind: 'ease', at: at(6) }), eased);
  assert.equal(nextIncident(eased, { kind: 'pass', at: at(40), remindersMs: [60_000] }), eased);
  const by = { id: 'U1', name: 'ada', via: 'slack' } as const;
  const silenced = nextIncident(eased, { kind: 'silence', at: at(6), by, until: at(20) });
  assert.equal(nextIncident(silenced, { kind: 'pass', at: at(30), remindersMs: [] }), silenced);
  const again = nextIncident(silenced, { kind: 'seen', alarm: alarm(31, 20) });
  assert.equal(again.quietSince, undefined);
  assert.deepEqual(again.flaps, []);
  const ended = nextIncident(again, { kind: 'pass', at: at(31), remindersMs: [] });
  assert.equal(ended.entries.at(-1)?.text, 'The silence ran out and it still fails');
});

test('what is over is told in the past, with the most endpoints that were down at once', () => {
  const counts = [51, 31];
  const seen = counts.reduce(
    (incident, count, index) => nextIncident(incident, { kind: 'seen', alarm: alarm(index + 1, count) }),
    opened,
  );
  assert.match(incidentTitle(seen), /^31 endpoints on staging are down/);
  const resolved = nextIncident(seen, { kind: 'clear', at: at(9), because: '3 sweeps in a row were clean' });
  assert.equal(
    incidentHeadline(resolved),
    'Resolved after 9m 00s: 51 endpoints on staging were down: ECONNREFUSED at tcp',
  );
});

test('a sweep that is never carried out is named, not its endpoints', () => {
  const idle = { ...alarm(0, 0), kind: 'no-data', endpoints: [], sweep: 'often' } as const;
  assert.equal(incidentTitle({ alarm: idle }), 'The sweep often on staging is not carried out');
});

test('the first sweep in which all of it was up eases an incident; one in which something is unknown does not', async (t) => {
  const { mode, port } = await serveSwitched(t);
  const yaml = (chat: string): string => `
environments:
  staging: { websockets: { chat: { url: ${chat} }, agents: { url: 'ws://127.0.0.1:${port}/agents' } } }
sweeps: { m: { cron: '* * * * *', environment: staging } }
`;
  const known = `'ws://127.0.0.1:${port}/chat'`;
  const scene = startSweepScene(t, yaml(known));
  const quietSince = async () => (await scene.incidents()).map((incident) => incident.quietSince);
  mode.isDead = true;
  for (let sweep = 0; sweep < 3; sweep += 1) await scene.minute();
  await scene.pass(10_000);
  assert.deepEqual(await quietSince(), [undefined]);
  mode.isDead = false;
  scene.reconfigure(yaml('{ env: NOT_SET }'));
  await scene.minute();
  assert.deepEqual(await quietSince(), [undefined]);
  scene.reconfigure(yaml(known));
  await scene.minute();
  const [since] = await quietSince();
  assert.equal(since, new Date(scene.clock.now()).toISOString());
  await scene.minute();
  assert.deepEqual(await quietSince(), [since]);
  mode.isDead = true;
  await scene.minute();
  assert.deepEqual(await quietSince(), [undefined]);
  assert.deepEqual(scene.bugs, []);
});
