import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Alarm, Incident } from '#domain/incident.ts';
import { newIncident } from '#state/new-incident.ts';

import type { FailingEndpoint } from './failing-endpoint.ts';
import { groupFailing } from './group-failing.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString();

function failing(endpoint: string, parts: Partial<FailingEndpoint> = {}): FailingEndpoint {
  return {
    environment: 'staging',
    endpoint,
    layer: 'tcp',
    code: 'ECONNREFUSED',
    origin: '127.0.0.1:8080',
    addresses: ['127.0.0.1:8080'],
    message: '127.0.0.1:8080 refused',
    since: at(0),
    failures: 3,
    ...parts,
  };
}

const badGateway = { layer: 'response', code: 'STATUS_502', server: 'nginx/1.22.1' } as const;
const group = (members: readonly FailingEndpoint[], incidents: readonly Incident[] = [], minute = 3) =>
  groupFailing(members, { incidents, seenAt: at(minute), sweep: 'every-minute', measured: 60 });
const opened = (alarm: Alarm | undefined, id = 'i1'): Incident => {
  assert.ok(alarm);
  return newIncident(id, alarm, undefined);
};
const shapeOf = (alarms: readonly Alarm[]) => alarms.map(({ key, endpoints }) => [key, endpoints.join(' ')]);

test('fifty endpoints behind one dead proxy are one outage', () => {
  const members = Array.from({ length: 50 }, (_, index) =>
    failing(`s${index}`, index % 2 === 0 ? {} : { origin: `s${index}.test:8080`, since: at(index) }),
  );
  const alarms = group(members);
  assert.equal(alarms.length, 1);
  assert.deepEqual(alarms[0]?.evidence, [
    '50 of 60 endpoints fail since 10:00 UTC, all at tcp with ECONNREFUSED',
    '127.0.0.1:8080 refused',
    'Seen by the sweep every-minute',
  ]);
});

test('endpoints of both kinds behind a proxy without a server are one outage, told by the lowest rung', () => {
  const members = [
    failing('api', { ...badGateway, since: at(0) }),
    failing('auth', { ...badGateway, code: 'STATUS_504', since: at(40) }),
    failing('chat', { ...badGateway, layer: 'upgrade', since: at(20) }),
  ];
  assert.deepEqual(shapeOf(group(members)), [['outage staging response STATUS_502 127.0.0.1:8080', 'api auth chat']]);
});

test('two services that fail in different ways are two outages', () => {
  const members = [
    failing('api', { origin: 'api.test:443', addresses: ['127.0.0.1:443'], ...badGateway, code: 'STATUS_403' }),
    failing('auth', { origin: 'auth.test:8081', addresses: ['127.0.0.1:8081'] }),
  ];
  assert.deepEqual(shapeOf(group(members)), [
    ['outage staging response STATUS_403 api.test:443', 'api'],
    ['outage staging tcp ECONNREFUSED auth.test:8081', 'auth'],
  ]);
});

test('services elsewhere that fail alike are one outage when they began together, and two when they did not', () => {
  const other = { origin: '127.0.0.1:9090', addresses: ['127.0.0.1:9090'] };
  assert.equal(group([failing('api'), failing('auth', { ...other, since: at(1) })]).length, 1);
  assert.equal(group([failing('api'), failing('auth', { ...other, since: at(30) })]).length, 2);
});

test('a server that answers 500 to some, closes others with 1011 and hangs is one outage', () => {
  const members = [
    failing('api', { layer: 'response', code: 'STATUS_500' }),
    failing('chat', { layer: 'hold', code: 'CLOSE_1011' }),
    failing('events', { layer: 'upgrade', code: 'TIMEOUT', since: at(1) }),
  ];
  assert.equal(group(members).length, 1);
});

test('two assertions that fail at once on different services are two outages', () => {
  const assertion = { layer: 'response', code: 'ASSERTION' } as const;
  const other = { origin: '127.0.0.1:9090', addresses: ['127.0.0.1:9090'] };
  assert.equal(group([failing('api', assertion), failing('auth', { ...assertion, ...other })]).length, 2);
});

test('environments are never one outage', () => {
  const alarms = group([failing('api'), failing('api', { environment: 'preview' })]);
  assert.deepEqual(
    alarms.map(({ environment }) => environment),
    ['staging', 'preview'],
  );
});

test('an endpoint that joins or leaves, and a partial recovery, keep the key', () => {
  const [first] = group([failing('api'), failing('auth')]);
  const incident = opened(first);
  const joined = group([failing('a', { since: at(2) }), failing('api'), failing('auth')], [incident]);
  assert.deepEqual(shapeOf(joined), [[first?.key ?? '', 'a api auth']]);
  assert.deepEqual(shapeOf(group([failing('auth', { origin: 'other.test:1' })], [incident])), [
    [first?.key ?? '', 'auth'],
  ]);
});

test('an outage that changes its rung while it develops keeps its key', () => {
  const [first] = group([failing('api', badGateway), failing('chat', { ...badGateway, layer: 'upgrade' })]);
  const later = group([failing('api'), failing('auth'), failing('chat')], [opened(first)], 8);
  assert.deepEqual(shapeOf(later), [[first?.key ?? '', 'api auth chat']]);
  assert.deepEqual([later[0]?.layer, later[0]?.code], ['tcp', 'ECONNREFUSED']);
});

test('an outage that falls into two ways of failing stays one', () => {
  const [first] = group([failing('api'), failing('auth')]);
  const later = group([failing('api', { layer: 'response', code: 'STATUS_403' }), failing('auth')], [opened(first)]);
  assert.deepEqual(shapeOf(later), [[first?.key ?? '', 'api auth']]);
});

test('two open incidents stay two when their endpoints fail alike', () => {
  const [one] = group([failing('api', { layer: 'response', code: 'STATUS_403', origin: 'a.test:1', addresses: [] })]);
  const [two] = group([failing('auth')]);
  const later = group([failing('api'), failing('auth'), failing('new')], [opened(one), opened(two, 'i2')]);
  assert.deepEqual(shapeOf(later), [
    [one?.key ?? '', 'api new'],
    [two?.key ?? '', 'auth'],
  ]);
});

test('an incident that is hours old does not swallow a larger outage', () => {
  const [first] = group([failing('chat', { layer: 'hold', code: 'CLOSE_1011' })]);
  const members = ['api', 'auth', 'chat', 'events'].map((name) => failing(name, { since: at(200) }));
  assert.deepEqual(shapeOf(group(members, [opened(first)], 202)), [
    [first?.key ?? '', 'chat'],
    ['outage staging tcp ECONNREFUSED 127.0.0.1:8080', 'api auth events'],
  ]);
});

test('what was resolved a moment ago and fails another way is the same incident', () => {
  const [first] = group([failing('api', badGateway)]);
  const resolved: Incident = { ...opened(first), state: 'resolved', resolvedAt: at(5) };
  assert.deepEqual(shapeOf(group([failing('api', { since: at(8) })], [resolved], 9)), [[first?.key ?? '', 'api']]);
  const wide = ['api', 'auth', 'chat', 'events'].map((name) => failing(name, { since: at(8) }));
  assert.notEqual(group(wide, [resolved], 9)[0]?.key, first?.key);
});

test('a thousand endpoints are one alarm that names a hundred, and what is left of them keeps the key', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => failing(`s${String(index).padStart(4, '0')}`));
  const begun = performance.now();
  const alarms = group(many);
  assert.ok(performance.now() - begun < 500);
  assert.deepEqual([alarms.length, alarms[0]?.endpoints.length, alarms[0]?.endpointCount], [1, 100, 1_000]);
  const left = group([failing('s0999', { layer: 'response', code: 'STATUS_502' })], [opened(alarms[0])], 4);
  assert.deepEqual(shapeOf(left), [[alarms[0]?.key ?? '', 's0999']]);
});

test('an alarm says on which rung most of them break, and how the others do', () => {
  const [alarm] = group(
    [
      failing('a', { failures: 9 }),
      failing('b'),
      failing('c', { ...badGateway }),
      failing('a:/ready', { layer: 'hold', code: 'CLOSE_1011' }),
    ].map((each) => ({ ...each, origin: 'x:1' })),
  );
  assert.deepEqual(alarm?.evidence, [
    '4 of 60 endpoints fail since 10:00 UTC, 2 at tcp with ECONNREFUSED',
    '127.0.0.1:8080 refused',
    'Also 1 at hold with CLOSE_1011, 1 at response with STATUS_502',
    'Seen by the sweep every-minute',
  ]);
  assert.deepEqual(group([failing('chat', { layer: 'hold', code: 'CLOSE_1011', message: '' })])[0]?.evidence, [
    'chat fails at hold with CLOSE_1011, 3 in a row since 10:00 UTC',
    'Seen by the sweep every-minute',
  ]);
});
