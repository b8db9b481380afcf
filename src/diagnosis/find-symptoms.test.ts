import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadConfiguration } from '#config/load-configuration.ts';
import type { TestResult } from '#domain/test-result.ts';
import { makeFailure } from '#testing/make-run.ts';

import { findNothing, findSymptoms } from './find-symptoms.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
const variables = {
  DEMO_API_URL: 'http://127.0.0.1:4110',
  DEMO_AUTH_URL: 'http://127.0.0.1:4120',
  DEMO_WS_URL: 'ws://127.0.0.1:4110/ws',
};
const configuration = await loadConfiguration({ cwd: examples, variables: {} });
const staging = configuration.environments.get('staging');
assert.ok(staging !== undefined);
const context = { environment: staging, variables };

const prose = 'received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error';
const empty = 'received 1011 (internal error); then sent 1011 (internal error)';

let count = 0;
function red(message: string, parts: Partial<TestResult> = {}): TestResult {
  const type = /^[\w.]+(?=:)|^[\w.]+$/u.exec(message)?.[0] ?? '';
  return makeFailure(`test_${(count += 1)}`, { failure: { type, message, details: '' }, durationMs: 900, ...parts });
}

const closed = (words: string, parts?: Partial<TestResult>): TestResult =>
  red(`websockets.exceptions.ConnectionClosedError: ${words}`, parts);

test('the evening of the log has three symptoms', () => {
  const tests = [
    closed(prose, { durationMs: 1_200 }),
    closed(prose, { durationMs: 4_217 }),
    red('httpx.ReadTimeout', { durationMs: 60_065 }),
    red('TimeoutError: timed out during opening handshake', { durationMs: 10_004 }),
    red('httpx.ReadTimeout', { durationMs: 60_060 }),
    red('TimeoutError: timed out during opening handshake', { durationMs: 10_001 }),
    closed(prose, { durationMs: 1_000 }),
  ];
  assert.deepEqual(
    findSymptoms(tests, context).map(({ id, title, phase, endpoint, medianMs, testCount }) => {
      return [id, title, phase, endpoint, medianMs, testCount];
    }),
    [
      ['s1', 'received 1011, "Internal error", in 3 tests', 'first-message', 'chat', 1_200, 3],
      ['s2', 'ReadTimeout (TIMEOUT), in 2 tests', 'http', undefined, 60_062.5, 2],
      ['s3', 'TimeoutError (TIMEOUT) at the upgrade, in 2 tests', 'upgrade', 'chat', 10_002.5, 2],
    ],
  );
});

test('passed, skipped and flaky tests have no symptom', () => {
  const tests = (['passed', 'skipped', 'flaky'] as const).map((outcome) => closed(prose, { outcome }));
  assert.deepEqual(findSymptoms(tests, context), []);
});

test('a title claims no moment that the text does not tell: whether a first message came is not known', () => {
  const [symptom] = findSymptoms([red('AssertionError: no event within 4000 ms')], context);
  assert.equal(symptom?.phase, 'first-message');
  assert.match(symptom.title, /on the open connection/u);
  assert.doesNotMatch(symptom.title, /first message/u);
});

test('who closed, the code, the reason and the status tell symptoms apart', () => {
  const tests = [
    closed(prose),
    closed(empty),
    closed('sent 1011 (internal error) keepalive ping timeout; no close frame received'),
    closed('no close frame received or sent'),
    closed('received 1012 (service restart); then sent 1012 (service restart)'),
    red('websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 502'),
    red('websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 403'),
  ];
  assert.deepEqual(
    findSymptoms(tests, context).map(({ title }) => title),
    [
      'received 1011, "Internal error", in 1 test',
      'received 1011, empty reason, in 1 test',
      'sent 1011, "keepalive ping timeout", in 1 test',
      'closed without a close frame (1006), in 1 test',
      'received 1012, empty reason, in 1 test',
      'HTTP 502 at the upgrade, in 1 test',
      'HTTP 403 at the upgrade, in 1 test',
    ],
  );
});

const at = (durationMs: number): TestResult => closed('no close frame received or sent', { durationMs });

test('an answer at once and the same one after a minute are two symptoms', () => {
  const symptoms = findSymptoms([at(40), at(70), at(60_100), at(60_150), at(30)], context);
  assert.deepEqual(
    symptoms.map(({ medianMs, testCount }) => [medianMs, testCount]),
    [
      [40, 3],
      [60_125, 2],
    ],
  );
});

test('a close is one close, let out as an exception or put into words by the test', () => {
  const told = red('AssertionError: one of three: received 1011 (internal error)', { durationMs: 900 });
  const thrown = red('websockets.exceptions.ConnectionClosedError: received 1011 (internal error)', {
    durationMs: 900,
  });
  assert.equal(findSymptoms([told, thrown], context).length, 1);
});

const turnedAway = (durationMs: number): TestResult =>
  red("httpx.HTTPStatusError: Client error '401 X' for url 'http://127.0.0.1:4110/me'", { durationMs });

test('one answer that refuses is one symptom, however long the test had waited before it asked', () => {
  assert.equal(findSymptoms([turnedAway(30), turnedAway(40), turnedAway(6_100)], context).length, 1);
});

test('durations that run into each other are one symptom', () => {
  const tests = [20, 60, 300, 1_500, 2_500, 9_000].map((durationMs) => closed(prose, { durationMs }));
  assert.equal(findSymptoms(tests, context).length, 1);
});

const status = (path: string): TestResult =>
  red(`httpx.HTTPStatusError: Server error '503 X' for url 'http://127.0.0.1:4110${path}'`);

test('two paths are two symptoms, three that fail alike are one, known by the usual of them', () => {
  const two = findSymptoms([status('/config'), status('/discovery')], context);
  assert.deepEqual(
    two.map(({ target, endpoint }) => [target, endpoint]),
    [
      ['http://127.0.0.1:4110/config', 'api:/config'],
      ['http://127.0.0.1:4110/discovery', 'api:/discovery'],
    ],
  );
  const three = ['/config', '/discovery', '/health', '/discovery'].map(status);
  assert.deepEqual(
    findSymptoms(three, context).map(({ target, endpoint, testCount }) => [target, endpoint, testCount]),
    [['http://127.0.0.1:4110/discovery', undefined, 4]],
  );
});

test('ids in a path do not make it another one', () => {
  const tests = ['4f1c2d3e-0000-4000-8000-000000000001', '77'].map((id) => status(`/api/threads/${id}`));
  const [symptom, ...others] = findSymptoms(tests, context);
  assert.deepEqual([symptom?.testCount, others.length], [2, 0]);
});

test('assertions that say different things are different symptoms', () => {
  const tests = [
    red('AssertionError: no greeting in run 17'),
    red('AssertionError: no greeting in run 18'),
    red('AssertionError: bad colour'),
  ];
  assert.deepEqual(
    findSymptoms(tests, context).map(({ testCount }) => testCount),
    [2, 1],
  );
});

test('there are at most ten, the tenth being what is left', () => {
  const tests = Array.from({ length: 30 }, (_, index) => red(`AssertionError: ${'x'.repeat(index + 1)} is wrong`));
  const symptoms = findSymptoms(tests, context);
  assert.deepEqual(
    [symptoms.length, symptoms.at(-1)?.id, symptoms.at(-1)?.error, symptoms.at(-1)?.testCount],
    [10, 's10', 'other', 21],
  );
  assert.equal(
    symptoms.reduce((sum, { testCount }) => sum + testCount, 0),
    30,
  );
});

test('the same tests in the same order give the same symptoms', () => {
  const tests = [closed(prose), closed(empty), red('httpx.ReadTimeout')];
  assert.deepEqual(findSymptoms(tests, context), findSymptoms(tests, context));
});

test('a thousand alike are one symptom that names a hundred tests', () => {
  const tests = Array.from({ length: 1_000 }, () => closed(prose));
  const [symptom] = findSymptoms(tests, context);
  assert.deepEqual([symptom?.testCount, symptom?.tests.length], [1_000, 100]);
});

const endpointFor = (failed: TestResult): string | undefined => findSymptoms([failed], context)[0]?.endpoint;

test('an endpoint is named only where the text leaves no choice', () => {
  const cases: readonly (readonly [message: string, endpoint: string | undefined])[] = [
    ["httpx.HTTPStatusError: Server error '500 X' for url 'http://127.0.0.1:4110/api/me?x=1'", 'api:/api/me'],
    ["httpx.HTTPStatusError: Server error '500 X' for url 'http://127.0.0.1:4120/health'", 'auth'],
    // Another port, another path, a host with many paths.
    ["httpx.HTTPStatusError: Server error '500 X' for url 'http://127.0.0.1:9/health'", undefined],
    ["httpx.HTTPStatusError: Server error '500 X' for url 'http://127.0.0.1:4110/elsewhere'", undefined],
    ["ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 4110)", undefined],
    // Only one service is there.
    ["ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 4120)", 'auth'],
    // A WebSocket, and there is only one.
    [`websockets.exceptions.ConnectionClosedError: ${prose}`, 'chat'],
    [
      "aiohttp.client_exceptions.WSServerHandshakeError: 403, message='Invalid response status', url='http://127.0.0.1:4110/ws'",
      'chat',
    ],
    [
      "aiohttp.client_exceptions.WSServerHandshakeError: 403, message='Invalid response status', url='http://127.0.0.1:4110/other'",
      undefined,
    ],
    ['httpx.ReadTimeout', undefined],
  ];
  assert.deepEqual(
    cases.map(([message]) => endpointFor(red(message))),
    cases.map(([, endpoint]) => endpoint),
  );
});

test('of two websockets the one is meant whose address the suite was given', () => {
  const [chat] = staging.websockets.values();
  assert.ok(chat !== undefined);
  const two = {
    ...staging,
    websockets: new Map([...staging.websockets, ['events', { ...chat, url: 'ws://127.0.0.1:4110/events' }]]),
  };
  const find = (suite?: Readonly<Record<string, string>>): string | undefined =>
    findSymptoms([closed(prose)], { environment: two, variables, suite })[0]?.endpoint;
  assert.equal(find(), undefined);
  assert.equal(find({ URL: '${websockets.events.url}' }), 'events');
  assert.equal(find({ URL: '${websockets.events.url}', OTHER: '${websockets.chat.url}' }), undefined);
});

const met = (port: number) => ({ host: '127.0.0.1', port, connections: 1, bytesOut: 1, bytesIn: 1 });

test('whom a test spoke with is whom it failed at, but not where a name or a port failed', () => {
  // Only one service is there.
  const contacts = [met(4120)];
  const [answered] = findSymptoms([red('AssertionError: status 502\nassert 502 == 200', { contacts })], context);
  assert.deepEqual([answered?.target, answered?.endpoint], ['http://127.0.0.1:4120', 'auth']);
  const text = 'socket.gaierror: [Errno -2] Name or service not known';
  const [unnamed] = findSymptoms([red(text, { contacts })], context);
  assert.equal(unnamed?.phase, 'dns');
  assert.deepEqual([unnamed?.target, unnamed?.endpoint], [undefined, undefined]);
});

test('of several whom a test spoke with, the one that nobody knows is where it went wrong', () => {
  const [symptom] = findSymptoms([red('AssertionError: x is y', { contacts: [met(4120), met(4999)] })], context);
  assert.equal(symptom?.target, '127.0.0.1:4999');
});

test('whose certificate is refused is whom it connected to and asked nothing', () => {
  const refused =
    'httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired';
  const used = { ...met(4120), connections: 0 };
  const find = (parts: Partial<TestResult>) => findSymptoms([red(refused, parts)], context)[0]?.target;
  assert.equal(find({ contacts: [met(4110), used] }), 'https://127.0.0.1:4110/');
  assert.equal(find({ contacts: [met(4110), met(4120)] }), undefined);
});

test('the Origin that refused upgrades were sent with is kept where they share one', () => {
  const refused = 'websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 403';
  const sent = (origin: string) =>
    red(refused, { exchanges: [{ method: 'GET', url: 'ws://127.0.0.1:4110/ws', status: 403, origin }] });
  const find = (...origins: readonly string[]) => findSymptoms(origins.map(sent), context)[0]?.origin;
  assert.equal(find('https://app.example.com', 'https://app.example.com'), 'https://app.example.com');
  assert.equal(find('https://app.example.com', 'https://other.example.com'), undefined);
});

test('a path without an address is that of the one request that was seen to it, and its method counts', () => {
  const url = 'http://127.0.0.1:4120/login';
  const silent = "httpx.ReadTimeout\n\nconftest.py:3: in token\n    r = client.post('/login')";
  const failure = { type: 'httpx.ReadTimeout', message: 'httpx.ReadTimeout', details: silent };
  const seen = red('httpx.ReadTimeout', { failure, exchanges: [{ method: 'POST', url }] });
  const symptoms = findSymptoms(
    [seen, red('httpx.ReadTimeout', { failure }), red('httpx.ReadTimeout', { failure })],
    context,
  );
  assert.deepEqual(
    symptoms.map(({ target, method, testCount }) => [target, method, testCount]),
    [[url, 'POST', 3]],
  );
});

test('how others were seen to ask an address is how it was asked, where they all did it alike', () => {
  const url = 'http://127.0.0.1:4120/login';
  const asked = (method: string, path = url) => red(`GET ${path}`, { exchanges: [{ method, url: path, status: 500 }] });
  const unseen = red(`failed on setup: httpx.ReadTimeout: ${url}`);
  const find = (...seen: readonly TestResult[]) =>
    findSymptoms([unseen, ...seen], context).find(({ tests }) => tests.includes(unseen.id))?.method;
  assert.equal(find(asked('POST'), asked('POST')), 'POST');
  assert.equal(find(asked('POST'), asked('PUT')), undefined);
  assert.equal(find(asked('POST', `${url}/other`)), undefined);
});

test('a run without a test has one symptom, which is that', () => {
  assert.deepEqual(
    findNothing().map(({ title, tests }) => [title, tests]),
    [['no test ran', []]],
  );
});
