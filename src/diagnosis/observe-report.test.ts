import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { loadConfiguration } from '#config/load-configuration.ts';
import { facts } from '#domain/facts.ts';
import { countOutcomes, type TestOutcome, type TestResult } from '#domain/test-result.ts';
import { makeFailure, makeRun } from '#testing/make-run.ts';

import { findSymptoms } from './find-symptoms.ts';
import type { NewObservation } from './observation-book.ts';
import { observeReport, type ReportParts } from './observe-report.ts';

const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples');
const configuration = await loadConfiguration({ cwd: examples, variables: {} });
const environment = configuration.environments.get('staging');
assert.ok(environment !== undefined);
const variables = {
  DEMO_API_URL: 'http://127.0.0.1:4110',
  DEMO_AUTH_URL: 'http://127.0.0.1:4120',
  DEMO_WS_URL: 'ws://127.0.0.1:4110/ws',
};
const now = new Date('2026-03-02T10:10:00.000Z');

let count = 0;
function red(message: string, parts: Partial<TestResult> = {}): TestResult {
  const type = /^[\w.]+(?=:)|^[\w.]+$/u.exec(message)?.[0] ?? '';
  return makeFailure(`test_${(count += 1)}`, { failure: { type, message, details: '' }, durationMs: 900, ...parts });
}

const green = (outcome: TestOutcome = 'passed'): TestResult => ({
  id: `tests/test_a.py::test_${(count += 1)}`,
  outcome,
  durationMs: 20,
  attempts: 1,
});

function observe(tests: readonly TestResult[], parts: Partial<ReportParts> = {}): readonly NewObservation[] {
  const run = makeRun({ state: 'failed', endedAt: '2026-03-02T10:05:00.000Z', counts: countOutcomes(tests) });
  return observeReport(run, tests, {
    symptoms: findSymptoms(tests, { environment: environment!, variables }),
    now,
    ...parts,
  });
}

function valuesOf(seen: readonly NewObservation[], subject?: string): Readonly<Record<string, unknown>> {
  const own = seen.filter((each) => each.subject === subject);
  return Object.fromEntries(own.map(({ fact, value }) => [fact.replace('report.', ''), value]));
}

test('what was asked for after websockets that a test opened is told with their number, the least of its tests', () => {
  const opened = { method: 'GET', url: 'ws://127.0.0.1:4110/ws', status: 101, ms: 2 };
  const refused = { method: 'GET', url: 'http://127.0.0.1:4110/health', status: 503, ms: 1 };
  const after = (sockets: number): TestResult =>
    red('AssertionError: with agents connected: 503', {
      exchanges: [...Array.from({ length: sockets }, () => ({ ...opened })), { ...refused }],
    });
  assert.equal(valuesOf(observe([after(6), after(4), green()]), 's1')['sockets-before'], 4);
  assert.equal(valuesOf(observe([after(6), after(0), green()]), 's1')['sockets-before'], undefined);
});

test('what lasts as long as passed tests is told of assertions alone', () => {
  const padded = Array.from({ length: 3 }, () => ({ ...green(), durationMs: 2_010 }));
  const told = (message: string) =>
    valuesOf(observe([red(message, { durationMs: 2_005 }), ...padded]), 's1')['lasts-as-others'];
  assert.equal(told('AssertionError: it took 2.00 s until the note was found'), 3);
  assert.equal(told('httpx.ReadTimeout'), undefined);
  assert.equal(told("AssertionError: assert 'agent_done' in ['agent_started']"), undefined);
});

const failed = (times: number): readonly TestResult[] =>
  Array.from({ length: times }, () => red('AssertionError: assert 503 == 200'));
const early = (tests: readonly TestResult[]): unknown => valuesOf(observe(tests), 's1')['early-only'];

test('what fails at first and passes from a moment on is told, and what fails all along or at last is not', () => {
  assert.equal(early([green(), ...failed(4), green(), ...failed(2), green(), green()]), true);
  assert.equal(early([...failed(4), green()]), undefined);
  assert.equal(early([green(), green(), green(), ...failed(4)]), undefined);
  assert.equal(early([...failed(1), green(), green(), green(), ...failed(2), green(), green()]), undefined);
  assert.equal(early([...failed(2), green(), green()]), undefined);
});

test('of several tests with one failure, the one that quotes an answer we know is read', () => {
  const plain = red('AssertionError: answered with status 503');
  const quoting = red('AssertionError: answered with status 503: environment variable MODEL_URL is not set');
  assert.equal(valuesOf(observe([plain, quoting, green()]), 's1')['phrase'], 'variable-missing');
  assert.equal(valuesOf(observe([plain, plain, green()]), 's1')['phrase'], 'none');
});

const prose =
  'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error';

test('a close is observed with its code, who closed and the class of its reason', () => {
  const seen = observe([red(prose), red(prose), green()]);
  assert.deepEqual(valuesOf(seen, 's1'), {
    phase: 'first-message',
    error: 'ConnectionClosedError',
    says: 'received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error',
    phrase: 'none',
    'close-code': 1011,
    'closed-by': 'server',
    'close-reason': 'prose',
    library: 'websockets',
    duration: 'short',
    'one-frame': false,
  });
});

test('every observation says what it is, with its raw text, its time and one group for one failure', () => {
  const seen = observe([red(prose), green()]);
  const [first] = seen;
  assert.deepEqual(first, {
    source: 'report',
    fact: 'report.phase',
    value: 'first-message',
    at: '2026-03-02T10:05:00.000Z',
    says: 'received 1011, "Internal error", in 1 test: it came as far as "first-message"',
    subject: 's1',
    group: 'report:s1',
    raw: first?.raw,
    isControlled: false,
  });
  assert.match(first?.raw ?? '', /test_\d+\nwebsockets\.exceptions\.ConnectionClosedError: received 1011/u);
  assert.ok(seen.every(({ fact }) => Object.hasOwn(facts, fact)));
  assert.deepEqual(
    [...new Set(seen.filter(({ subject }) => subject === 's1').map(({ group }) => group))],
    ['report:s1'],
  );
});

test('aiohttp does not tell the reason of a close, so nothing is said of it', () => {
  const message = 'aiohttp.client_exceptions.WSMessageTypeError: Received message 8:1011 is not WSMsgType.TEXT';
  assert.equal(valuesOf(observe([red(message)]), 's1')['close-reason'], undefined);
});

const durationOf = (message: string, ...durations: readonly number[]): readonly unknown[] => {
  const values = valuesOf(observe(durations.map((durationMs) => red(message, { durationMs }))), 's1');
  return [values['duration'], values['timer-seconds']];
};

const says = (message: string): unknown => valuesOf(observe([red(message), green()]), 's1')['says'];

test('of a page that a failure quotes its words are told, not its tags', () => {
  const page = '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>Nobody here</h1>\n</body>\n</html>';
  assert.equal(says(`POST /session answered 404: ${page}`), 'POST /session answered 404: 404 Not Found Nobody here');
  assert.equal(says('AssertionError: 1 < 2 and 3 > 2'), '1 < 2 and 3 > 2');
});

test('durations just above a round time-out are a timer, where something else says so too', () => {
  assert.deepEqual(durationOf('httpx.ReadTimeout', 60_065, 60_060), ['timer', 60]);
  assert.deepEqual(durationOf('TimeoutError: timed out during opening handshake', 10_004), ['timer', 10]);
  // A whole second by chance.
  assert.deepEqual(durationOf(prose, 4_217), ['short', undefined]);
  assert.deepEqual(durationOf(prose, 5_017, 5_100, 5_219), ['timer', 5]);
  assert.deepEqual(durationOf(prose, 5_017, 5_100, 5_719), ['short', undefined]);
  // A time-out is one, also where nobody would have set it so.
  assert.deepEqual(durationOf('httpx.ReadTimeout', 59_990), ['timer', undefined]);
  assert.deepEqual(durationOf('httpx.ReadTimeout', 60_251), ['timer', undefined]);
  assert.deepEqual(durationOf('ValueError: invalid subprotocol: a b', 0), ['instant', undefined]);
  assert.deepEqual(durationOf(prose, 49), ['instant', undefined]);
  assert.deepEqual(durationOf(prose, 50), ['short', undefined]);
});

test('a time-out that the text names is the timer, whatever came before the waiting', () => {
  assert.deepEqual(durationOf('Error: no event after agent_thinking within 4000 ms; unread: nothing', 4_900), [
    'timer',
    4,
  ]);
  assert.deepEqual(durationOf('Error: no event after agent_thinking within 4000 ms; unread: nothing', 900), [
    'timer',
    4,
  ]);
});

test('events that are missing, out of order or of another user are observed', () => {
  const cases = [
    [
      "AssertionError: assert 'tool_completed' in ['agent_started', 'agent_thinking']",
      { 'missing-event': 'tool_completed' },
    ],
    ['AssertionError: events out of order', { 'event-order': true }],
    ['AssertionError: events of another user', { 'cross-user': true }],
    ['AssertionError: isolation broken: 3 events of ann reached ben\nassert [1] == []', { 'cross-user': true }],
    ['AssertionError: the message for ann was delivered to ben', { 'cross-user': true }],
  ] as const;
  for (const [message, expected] of cases) {
    const values = valuesOf(observe([red(message)]), 's1');
    const own = Object.entries(values).filter(([fact]) => /event|user/u.test(fact));
    assert.deepEqual(Object.fromEntries(own), expected);
  }
});

const share = (reds: number, greens: number): unknown => {
  const tests = [...Array.from({ length: reds }, () => red(prose)), ...Array.from({ length: greens }, () => green())];
  return valuesOf(observe([...tests, green('skipped')]))['all-red'];
};

test('what was closed before an answer is told by the connection that it went over', () => {
  const closed = 'httpx.RemoteProtocolError: Server disconnected without sending a response.';
  const over = (...idle: readonly (number | undefined)[]): unknown => {
    const tests = idle.map((idleMs) => {
      const asked = { method: 'GET', url: 'http://127.0.0.1:4110/config' };
      return red(closed, {
        exchanges: [
          { ...asked, status: 200, ms: 3 },
          { ...asked, idleMs },
        ],
      });
    });
    return valuesOf(observe(tests), 's1')['idle-connection'];
  };
  assert.deepEqual(
    [over(2_000, 900), over(undefined), over(20), over(2_000, undefined)],
    [true, false, false, undefined],
  );
  assert.equal(valuesOf(observe([red('httpx.ReadTimeout', { exchanges: [] })]), 's1')['idle-connection'], undefined);
});

test('all red is over 80 % of what ran', () => {
  assert.deepEqual([share(9, 1), share(8, 2), share(2, 0), share(5, 0)], [true, false, undefined, true]);
});

const before = (passed: number): ReturnType<typeof makeRun> =>
  makeRun({ id: `r${passed}`, state: 'passed', counts: { passed, failed: 0, error: 0, skipped: 0, flaky: 0 } });

const fewer = (...counts: readonly number[]): unknown =>
  valuesOf(observe([red(prose), green(), green()], { earlier: counts.map(before) }))['fewer-collected'];

test('fewer tests than in the runs before are seen, more or as many are not', () => {
  assert.deepEqual([fewer(), fewer(3), fewer(4), fewer(4, 2), fewer(2)], [undefined, false, true, false, false]);
});

const framed = (file: string, parts: Partial<TestResult> = {}): TestResult =>
  red('x', {
    outcome: 'error',
    failure: {
      type: 'RuntimeError',
      message: 'failed on setup with "RuntimeError: no database"',
      details: `${file}:12: in database\n    raise RuntimeError("no database")\nE   RuntimeError: no database`,
    },
    ...parts,
  });

test('one frame of a fixture that all share is observed, one of a test is not', () => {
  const inFixture = observe([framed('conftest.py'), framed('conftest.py'), framed('conftest.py')]);
  assert.deepEqual([valuesOf(inFixture, 's1')['one-frame'], valuesOf(inFixture, 's1')['phase']], [true, 'setup']);
  const apart = observe([framed('conftest.py'), framed('other.py')]);
  assert.equal(valuesOf(apart, 's1')['one-frame'], false);
  assert.equal(valuesOf(observe([framed('conftest.py')]), 's1')['one-frame'], undefined);
});

const late = (tests: readonly TestResult[]): unknown => valuesOf(observe(tests), 's1')['late-only'];
const reds = (length: number): readonly TestResult[] => Array.from({ length }, () => red(prose));
const greens = (length: number): readonly TestResult[] => Array.from({ length }, () => green());

test('what begins in the middle of a run is late, what is red from the first test on is not', () => {
  assert.equal(late([...greens(10), ...reds(6)]), true);
  assert.equal(late([...greens(10), ...reds(6), ...greens(2)]), true);
  assert.equal(late([...reds(1), ...greens(10), ...reds(6)]), false);
  // Half of what came after passed: neither is clear.
  assert.equal(late([...greens(10), ...reds(3), ...greens(8)]), undefined);
  assert.equal(late([...greens(10), ...reds(2)]), undefined);
});

test('how long after the beginning the first of them had failed is told beside', () => {
  const quick = greens(10).map((each) => ({ ...each, durationMs: 40 }));
  assert.equal(valuesOf(observe([...quick, ...reds(6)]), 's1')['late-after-ms'], 1_300);
  assert.equal(valuesOf(observe([...reds(1), ...quick, ...reds(6)]), 's1')['late-after-ms'], undefined);
});

const expected = (url: string): unknown => {
  const tests = [red(`httpx.HTTPStatusError: Client error '404 X' for url '${url}'`)];
  return observe(tests, { environment, variables }).find(({ fact }) => fact === 'target.expected')?.value;
};

test('an address that belongs to another environment is seen', () => {
  assert.equal(expected('http://127.0.0.1:4110/x'), true);
  assert.equal(expected('http://localhost:4120/x'), true);
  assert.equal(expected('https://api.production.example/x'), false);
  assert.equal(expected('http://10.0.0.7:4110/x'), undefined);
});

test('nothing is claimed of the addresses of an environment that are not known here', () => {
  const tests = [red("httpx.HTTPStatusError: Client error '404 X' for url 'https://api.production.example/x'")];
  const seen = observe(tests, { environment, variables: {} });
  assert.equal(
    seen.find(({ fact }) => fact === 'target.expected'),
    undefined,
  );
});
