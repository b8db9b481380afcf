import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestFailure } from '#domain/test-result.ts';
import { inOneLine, recordedFailures } from '#testing/recorded-failures.ts';

import { readFailure } from './read-failure.ts';

const said = (message: string, parts: Partial<TestFailure> = {}): TestFailure => ({
  type: '',
  message,
  details: '',
  ...parts,
});
const lineOf = (message: string, parts?: Partial<TestFailure>): string => inOneLine(readFailure(said(message, parts)));

test('texts that look alike are not confused', () => {
  const cases: readonly (readonly [message: string, line: string])[] = [
    // Who closed.
    [
      'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error',
      'first-message ConnectionClosedError 1011 by server "Internal error"',
    ],
    [
      'websockets.exceptions.ConnectionClosedError: sent 1011 (internal error) keepalive ping timeout; no close frame received',
      'steady ConnectionClosedError 1011 by client "keepalive ping timeout"',
    ],
    [
      'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) keepalive ping timeout; then sent 1011 (internal error) keepalive ping timeout',
      'first-message ConnectionClosedError 1011 by server "keepalive ping timeout"',
    ],
    [
      'websockets.exceptions.ConnectionClosedError: received 1011 (internal error); then sent 1011 (internal error)',
      'first-message ConnectionClosedError 1011 by server ""',
    ],
    [
      'websockets.exceptions.ConnectionClosedError: no close frame received or sent',
      'first-message ConnectionClosedError 1006 by nobody',
    ],
    // As 8 and 9 wrote it, by their source.
    [
      'websockets.exceptions.ConnectionClosedError: code = 1011 (unexpected error), reason = Internal error',
      'first-message ConnectionClosedError 1011 by server "Internal error"',
    ],
    [
      'websockets.exceptions.ConnectionClosedError: code = 1006 (connection closed abnormally [internal]), no reason',
      'first-message ConnectionClosedError 1006 by nobody',
    ],
    // A status of an upgrade and one of a request.
    [
      'websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 403',
      'upgrade InvalidStatus 403',
    ],
    ["httpx.HTTPStatusError: Client error '403 Forbidden' for url 'http://a.example/x'", 'http HTTPStatusError 403'],
    // Numbers that are no statuses, no close codes and no time-outs.
    ['AssertionError: assert 200 == 404\n +  where 200 = len([1, 2])', 'assertion AssertionError'],
    ['AssertionError: closed 1011 bytes too early', 'assertion AssertionError'],
    ['AssertionError: the dialog closed after 3000 ms', 'assertion AssertionError'],
    ['AssertionError: expected the server to close with 1008', 'assertion AssertionError'],
    ['AssertionError: expected 503 but it answered 200 rows', 'assertion AssertionError'],
    // Refused by the peer, and refused by a name that is not found.
    ['httpx.ConnectError: [Errno 111] Connection refused', 'tcp ConnectError ECONNREFUSED'],
    ["OSError: Connect call failed ('10.45.1.1', 45960)", 'tcp OSError ECONNREFUSED'],
    ["OSError: [Errno 113] Connect call failed ('10.45.1.1', 45960)", 'tcp OSError EHOSTUNREACH'],
    ['httpx.ConnectError: [Errno -2] Name or service not known', 'dns ConnectError ENOTFOUND'],
    ['httpx.ConnectError: [Errno -3] Temporary failure in name resolution', 'dns ConnectError EAI_AGAIN'],
    // Connecting, reading, waiting for a free connection.
    ['httpx.ConnectTimeout', 'tcp ConnectTimeout TIMEOUT'],
    ['httpx.ReadTimeout', 'http ReadTimeout TIMEOUT'],
    ['httpx.PoolTimeout', 'before-io PoolTimeout POOL_TIMEOUT'],
    // The same words of another library.
    [
      "requests.exceptions.ReadTimeout: HTTPConnectionPool(host='a.example', port=80): Read timed out. (read timeout=5)",
      'http ReadTimeout TIMEOUT 5 s',
    ],
    ['TimeoutError: timed out during opening handshake', 'upgrade TimeoutError TIMEOUT'],
    ['TimeoutError', 'unknown TimeoutError TIMEOUT'],
    // Of a library that is not known here.
    ['java.net.ConnectException: Connection refused (Connection refused)', 'tcp ConnectException ECONNREFUSED'],
    ['java.net.UnknownHostException: api.example', 'dns UnknownHostException ENOTFOUND'],
    ['java.net.SocketTimeoutException: Read timed out', 'unknown SocketTimeoutException TIMEOUT'],
    ['AssertionError: the page must say Connection refused', 'assertion AssertionError'],
  ];
  assert.deepEqual(
    cases.map(([message]) => lineOf(message)),
    cases.map(([, line]) => line),
  );
});

const linked = 'The above exception was the direct cause of the following exception:';

test('what a test printed is not what failed', () => {
  const details = [
    'test_a.py:3: in test_a',
    '    assert x',
    'E   AssertionError: assert 0',
    '----------------------------- Captured log call -----------------------------',
    'Traceback (most recent call last):',
    linked,
    '  File "a.py", line 1, in b',
    'websockets.exceptions.ConnectionClosedError: received 1011 (internal error); then sent 1011 (internal error)',
  ];
  assert.equal(lineOf('AssertionError: assert 0', { details: details.join('\n') }), 'assertion AssertionError');
  const uncaptured = details.filter((line) => !line.includes('Captured')).join('\n');
  assert.match(lineOf('AssertionError: assert 0', { details: uncaptured }), /1011/u);
});

const chain = (...errors: readonly string[]): string =>
  errors.map((error) => `a.py:1: in b\n    c()\nE   ${error}`).join(`\n\n${linked}\n`);

test('of a chain the outermost error that says something speaks, and a deeper one says its code', () => {
  const root = 'ConnectionResetError: [Errno 104] Connection reset by peer';
  const wrapped = chain(root, 'httpx.ReadError: [Errno 104] Connection reset by peer', 'AssertionError: it is down');
  assert.equal(lineOf('AssertionError: it is down', { details: wrapped }), 'http ReadError ECONNRESET');
  const wordless = chain(root, 'httpcore.WriteError', 'httpx.ReadError');
  assert.equal(lineOf('httpx.ReadError', { details: wordless }), 'http ReadError ECONNRESET');
});

test('an assertion that was raised for a broken connection is a broken connection', () => {
  const details = [
    'staging.py:5: in health',
    '    return client.get("/health")',
    'E   httpx.ConnectError: [Errno 111] Connection refused',
    '',
    'The above exception was the direct cause of the following exception:',
    'test_a.py:3: in test_a',
    '    raise AssertionError("the stack is down") from error',
    'E   AssertionError: the stack is down',
  ].join('\n');
  const facts = readFailure(said('AssertionError: the stack is down', { type: 'AssertionError', details }));
  assert.equal(inOneLine(facts), 'tcp ConnectError ECONNREFUSED');
  assert.deepEqual([facts.frame, facts.target], ['test_a.py:3 in test_a', '/health']);
});

test('the code of the cause is the fact of a fetch that failed', () => {
  const details =
    "[TypeError: fetch failed] {\n  [cause]: Error: getaddrinfo ENOTFOUND api.example\n      at x (node:dns:1:1) {\n    errno: -3008,\n    code: 'ENOTFOUND'\n  }\n}";
  assert.equal(lineOf('fetch failed', { type: 'TypeError', details }), 'dns ENOTFOUND');
});

test('a target has no user, no query and no fragment', () => {
  const facts = readFailure(
    said("httpx.HTTPStatusError: Server error '500 X' for url 'https://ana:secret@api.example/me?token=abc#x'"),
  );
  assert.equal(facts.target, 'https://api.example/me');
});

test('an address that is asked is found in the innermost own line that names one', () => {
  const details = [
    'tests/test_a.py:9: in test_login',
    '    token = sign_in(1)',
    'tests/staging.py:7: in sign_in',
    '    response = auth("/login", body={"user": "ana"})',
    '/usr/lib/python3/dist-packages/httpx/_client.py:815: in request',
    '    return self.send("/not-this")',
    'E   httpx.ReadTimeout: timed out',
  ].join('\n');
  assert.equal(
    readFailure(said('httpx.ReadTimeout: timed out', { type: 'httpx.ReadTimeout', details })).target,
    '/login',
  );
});

test('a failure that says nothing is unknown, and no more', () => {
  assert.deepEqual(readFailure(said('')), { phase: 'unknown', error: 'none', excerpt: '' });
});

test('every recorded failure has an excerpt of at most 1,000 characters', () => {
  for (const name of ['websockets-10.4', 'http-2026', 'node-24', 'pytest-9.1', 'playwright-1.65']) {
    for (const [key, failure] of Object.entries(recordedFailures(name))) {
      const { excerpt } = readFailure(failure);
      assert.ok(excerpt.length > 0 && excerpt.length <= 1_000, `${name} ${key}: ${excerpt.length}`);
    }
  }
});

const hostile: readonly string[] = [
  'a',
  'a.',
  'A: ',
  ' ',
  '\n',
  'E   ',
  'E   x.Y: ',
  '"a_b" ',
  "'a_b', ",
  "assert ['a_b'] == [",
  '+   ',
  'close ',
  'closed 1',
  'closed received 1011 (',
  'http://',
  'http://a@',
  '    at a (',
  '    at x (/a:1:1)\n',
  '[cause]: Error: ',
  "  code: 'A',\n",
  'a.py:1: in x\n    ',
  'File "',
  'HTTPConnectionPool(host=',
  'within 1',
  'where 503 = <Response',
  'At index 1 diff: ',
  '  | ',
  '+-+',
  'The above exception was the direct cause of the following exception:\n',
  'no x within ',
  'user leak ',
  '1011 (',
];

test('hostile texts are read in linear time', () => {
  for (const piece of hostile) {
    const details = piece.repeat(Math.ceil(200_000 / piece.length));
    for (const type of ['', 'AssertionError', 'Error']) {
      const began = performance.now();
      readFailure({ type, message: details, details });
      const took = performance.now() - began;
      assert.ok(took < 500, `${JSON.stringify(piece)} as ${type}: ${took.toFixed(0)} ms`);
    }
  }
});

function read(type: string, message: string): unknown[] {
  const { phase, error, code } = readFailure({ type, message, details: '' });
  return [phase, error, code];
}

test('what the words of a team pass on is read, and what an answer that they quote says is not', () => {
  const aborted = 'TimeoutError: The operation was aborted due to timeout';
  assert.deepEqual(read('Error', `GET /v1/visits: ${aborted}`), ['http', 'TimeoutError', 'TIMEOUT']);
  assert.deepEqual(read('AssertionError', 'health: httpx.ConnectError: [Errno 111] Connection refused').slice(0, 2), [
    'tcp',
    'ConnectError',
  ]);
  assert.deepEqual(read('RuntimeError', "ask failed: ReadTimeout('The read operation timed out')").slice(1), [
    'ReadTimeout',
    'TIMEOUT',
  ]);
  assert.deepEqual(read('AssertionError', `500 {"detail": ${aborted}}`).slice(0, 2), ['assertion', 'AssertionError']);
  assert.deepEqual(read('Error', 'Expected: Foo: bar').slice(0, 2), ['assertion', 'Error']);
});

test('a close that Python prints within an assertion is the close, whatever could not be done', () => {
  const message =
    "3 of 24 could not join: ConnectionClosedError(Close(code=1011, reason='gone'), Close(code=1011, reason=''), True)";
  const { closeCode, closedBy, closeReason } = readFailure({ type: 'AssertionError', message, details: '' });
  assert.deepEqual([closeCode, closedBy, closeReason], [1011, 'server', 'gone']);
});
