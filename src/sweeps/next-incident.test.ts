import assert from 'node:assert/strict';
import { test } from 'node:test';

import { incidentStates, type Alarm, type Incident, type IncidentState } from '#domain/incident.ts';
import { newIncident } from '#state/new-incident.ts';

import { nextIncident, type IncidentChange } from './next-incident.ts';

const ada = { id: 'U0ADA1', name: 'ada', via: 'slack' } as const;
const bob = { id: 'U0BOB1', name: 'bob', via: 'slack' } as const;

/** Minutes after it was triggered. */
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

function alarm(minute: number, parts: Partial<Alarm> = {}): Alarm {
  return {
    key: 'k',
    kind: 'outage',
    environment: 'staging',
    layer: 'response',
    code: 'STATUS_502',
    endpoints: ['api', 'chat', 'auth'],
    endpointCount: 3,
    evidence: [`3 endpoints fail (${minute})`],
    seenAt: at(minute),
    ...parts,
  };
}

const fresh = newIncident('i1', alarm(0), { channel: 'C1' });

function apply(incident: Incident, ...changes: readonly IncidentChange[]): Incident {
  return changes.reduce(nextIncident, incident);
}

const seen = (minute: number, parts?: Partial<Alarm>): IncidentChange => ({
  kind: 'seen',
  alarm: alarm(minute, parts),
});
const clear = (minute: number): IncidentChange => ({ kind: 'clear', at: at(minute), because: '15 sweeps were clean' });
const ack = (minute: number, by = ada): IncidentChange => ({ kind: 'acknowledge', at: at(minute), by });
const silence = (minute: number, until: number): IncidentChange => ({
  kind: 'silence',
  at: at(minute),
  by: ada,
  until: at(until),
});
const pass = (minute: number): IncidentChange => ({
  kind: 'pass',
  at: at(minute),
  remindersMs: [1_800_000, 7_200_000],
});

/** Resolved and back, three times: at 22, 32 and 42 minutes. */
const flappy = apply(fresh, ...[20, 30, 40].flatMap((minute) => [clear(minute), seen(minute + 2)]));

/** One incident in each state, as it stands after 50 minutes. */
const standing: Readonly<Record<IncidentState, Incident>> = {
  triggered: apply(fresh, pass(30), seen(49)),
  acknowledged: apply(fresh, ack(1), seen(49)),
  silenced: apply(fresh, silence(1, 61), seen(49)),
  flapping: apply(flappy, seen(49)),
  resolved: apply(fresh, clear(45)),
};

const changes: Readonly<Record<string, IncidentChange>> = {
  'seen again': seen(50),
  'seen on twice the endpoints': seen(50, { endpointCount: 6 }),
  'seen on one endpoint more': seen(50, { endpointCount: 4 }),
  'seen on a lower rung': seen(50, { layer: 'tcp', code: 'ECONNREFUSED' }),
  'seen on a higher rung': seen(50, { layer: 'hold', code: 'CLOSE_1011' }),
  clear: clear(50),
  acknowledge: ack(50),
  silence: silence(50, 110),
  unsilence: { kind: 'unsilence', at: at(50), by: ada },
  resolve: { kind: 'resolve', at: at(50), by: ada },
  'a minute passes': pass(50),
  'three hours pass': pass(230),
};

/** The state after it, and the kinds of entries that it adds. */
function outcome(before: Incident, change: IncidentChange): string {
  const after = nextIncident(before, change);
  const added = after.entries.slice(before.entries.length).map(({ kind }) => kind);
  return [after === before ? 'same' : after.state, ...added].join(' ');
}

test('every change has its outcome in every state', () => {
  const table = Object.fromEntries(
    Object.entries(changes).map(([name, change]) => [
      name,
      Object.fromEntries(incidentStates.map((state) => [state, outcome(standing[state], change)])),
    ]),
  );
  assert.deepEqual(table, {
    'seen again': {
      triggered: 'triggered',
      acknowledged: 'acknowledged',
      silenced: 'silenced',
      flapping: 'flapping',
      resolved: 'triggered reopened',
    },
    'seen on twice the endpoints': {
      triggered: 'triggered grew',
      acknowledged: 'acknowledged grew',
      silenced: 'triggered grew unsilenced',
      flapping: 'flapping grew',
      resolved: 'triggered reopened',
    },
    'seen on one endpoint more': {
      triggered: 'triggered',
      acknowledged: 'acknowledged',
      silenced: 'silenced',
      flapping: 'flapping',
      resolved: 'triggered reopened',
    },
    'seen on a lower rung': {
      triggered: 'triggered grew',
      acknowledged: 'acknowledged grew',
      silenced: 'triggered grew unsilenced',
      flapping: 'flapping grew',
      resolved: 'triggered reopened',
    },
    'seen on a higher rung': {
      triggered: 'triggered',
      acknowledged: 'acknowledged',
      silenced: 'silenced',
      flapping: 'flapping',
      resolved: 'triggered reopened',
    },
    clear: {
      triggered: 'resolved resolved',
      acknowledged: 'resolved resolved',
      silenced: 'resolved resolved',
      flapping: 'flapping',
      resolved: 'same',
    },
    acknowledge: {
      triggered: 'acknowledged acknowledged',
      acknowledged: 'same',
      silenced: 'silenced acknowledged',
      flapping: 'acknowledged acknowledged',
      resolved: 'same',
    },
    silence: {
      triggered: 'silenced silenced',
      acknowledged: 'silenced silenced',
      silenced: 'silenced silenced',
      flapping: 'silenced silenced',
      resolved: 'same',
    },
    unsilence: {
      triggered: 'same',
      acknowledged: 'same',
      silenced: 'triggered unsilenced',
      flapping: 'same',
      resolved: 'same',
    },
    resolve: {
      triggered: 'resolved resolved',
      acknowledged: 'resolved resolved',
      silenced: 'resolved resolved',
      flapping: 'resolved resolved',
      resolved: 'same',
    },
    'a minute passes': {
      triggered: 'same',
      acknowledged: 'same',
      silenced: 'same',
      flapping: 'same',
      resolved: 'same',
    },
    'three hours pass': {
      triggered: 'triggered reminded',
      acknowledged: 'same',
      silenced: 'triggered unsilenced',
      flapping: 'flapping reminded',
      resolved: 'same',
    },
  });
});

const textsOf = (incident: Incident): readonly string[] => incident.entries.map(({ kind, text }) => `${kind}: ${text}`);

test('an incident tells what became of it, by whom and when', () => {
  const incident = apply(
    fresh,
    ack(2),
    seen(3, { endpointCount: 12, layer: 'tcp', code: 'ETIMEDOUT' }),
    silence(5, 14 * 60 + 5),
    { kind: 'unsilence', at: at(20), by: bob },
    clear(23),
    seen(27),
    { kind: 'resolve', at: at(28), by: bob },
  );
  assert.deepEqual(textsOf(incident), [
    'triggered: 3 endpoints fail (0)',
    'acknowledged: Acknowledged by ada',
    'grew: Grew from 3 to 12 endpoints. It now breaks at tcp with ETIMEDOUT, before at response',
    'silenced: Silenced by ada until 2026-03-03 00:05 UTC',
    'unsilenced: bob ended the silence',
    'resolved: Resolved after 23m 00s: 15 sweeps were clean',
    'reopened: Came back 4m 00s after it was resolved: 3 endpoints fail (27)',
    'resolved: bob called it resolved',
  ]);
  assert.deepEqual([incident.resolvedAt, incident.flaps, incident.silencedUntil], [at(28), [at(27)], undefined]);
});

test('what comes back within 30 minutes is the same incident, and nobody has acknowledged it', () => {
  const resolved = apply(fresh, ack(2), clear(10));
  const back = nextIncident(resolved, seen(40));
  assert.deepEqual([back.state, back.acknowledgedBy, back.resolvedAt], ['triggered', undefined, undefined]);
  assert.equal(nextIncident(resolved, seen(41)), resolved);
  assert.equal(nextIncident(resolved, seen(10)), resolved);
});

test('three returns in two hours are flapping: told once, resolved only after 30 minutes of calm', () => {
  assert.equal(flappy.state, 'flapping');
  assert.equal(
    flappy.entries.at(-1)?.text,
    'Flapping: it came back 3 times within 2 h, and it counts as resolved after 30m 00s of calm',
  );
  const blips = apply(flappy, clear(50), pass(60), seen(65), clear(70), pass(94));
  assert.equal(blips.state, 'flapping');
  assert.equal(blips.entries.length, flappy.entries.length);
  const calm = nextIncident(blips, pass(95));
  assert.deepEqual([calm.state, calm.resolvedAt], ['resolved', at(95)]);
  assert.equal(nextIncident(blips, clear(95)).state, 'resolved');
});

test('a flapping incident that nobody measures any more is not resolved', () => {
  assert.equal(nextIncident(flappy, pass(500)).state, 'flapping');
});

test('returns that are hours apart are not flapping', () => {
  const rare = apply(fresh, ...[20, 100, 180, 260].flatMap((minute) => [clear(minute), seen(minute + 5)]));
  assert.equal(rare.state, 'triggered');
  assert.equal(apply(rare, clear(280)).state, 'resolved');
});

test('what a person resolved comes back when it still fails three minutes later, and is no flap', () => {
  const resolved = apply(fresh, { kind: 'resolve', at: at(10), by: ada });
  assert.equal(apply(resolved, seen(11), seen(12), seen(13)), resolved);
  const back = apply(resolved, seen(14));
  assert.deepEqual([back.state, back.flaps], ['triggered', []]);
  assert.equal(back.entries.at(-1)?.text, 'Still so 4m 00s after ada called it resolved: 3 endpoints fail (14)');
});

test('a silence that runs out leaves it triggered, or acknowledged by whom it was', () => {
  const silenced = apply(fresh, silence(1, 31));
  assert.equal(nextIncident(silenced, pass(30)).state, 'silenced');
  assert.equal(nextIncident(silenced, pass(31)).state, 'triggered');
  const both = apply(fresh, ack(1), silence(2, 31), pass(31));
  assert.deepEqual([both.state, both.acknowledgedBy], ['acknowledged', ada]);
});

const reminders = (...minutes: readonly number[]): number =>
  apply(fresh, ...minutes.map(pass)).entries.filter(({ kind }) => kind === 'reminded').length;

test('people are reminded as often as the sweep says, once for several that fell due together, and not again', () => {
  assert.deepEqual(
    [reminders(29), reminders(30, 31, 60), reminders(30, 60, 120, 600, 6_000), reminders(600, 601)],
    [0, 1, 2, 1],
  );
});

test('growth that comes in small steps is told when it has doubled', () => {
  const steps = [4, 5, 6, 7, 11, 12, 13].map((count, index) => seen(index + 1, { endpointCount: count }));
  assert.deepEqual(textsOf(apply(fresh, ...steps)).slice(1), [
    'grew: Grew from 3 to 6 endpoints',
    'grew: Grew from 6 to 12 endpoints',
  ]);
});

test('an incident that goes on for months keeps at most 200 entries, and its state stays right', () => {
  const restless = Array.from({ length: 500 }, (_, index) => [
    ack(2 * index),
    clear(2 * index + 1),
    seen(2 * index + 2),
  ]);
  const incident = apply(fresh, ...restless.flat(), { kind: 'resolve', at: at(2_000), by: ada });
  assert.deepEqual([incident.entries.length <= 200, incident.flaps.length, incident.state], [true, 10, 'resolved']);
});

function eightAfter(ms: number): Partial<Alarm> {
  return { endpointCount: 8, seenAt: new Date(Date.parse(at(0)) + ms).toISOString() };
}

test('what joins an outage in the second in which it opens was there from the start, and is no growth', () => {
  const joined = apply(fresh, seen(0, eightAfter(900)));
  assert.equal(joined.entries.length, 1);
  assert.deepEqual(joined.extent, { endpointCount: 8, layer: 'response' });
  assert.equal(apply(fresh, seen(0, eightAfter(6_000))).entries.at(-1)?.kind, 'grew');
});

test('an incident is as old as the first failure that it tells of, which was seen before it was told', () => {
  const since = '2026-03-02T09:57:00.000Z';
  const incident = newIncident('i1', alarm(0, { since }), undefined);
  assert.deepEqual([incident.failingSince, incident.triggeredAt], [since, at(0)]);
});
