import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Exchange, TestResult } from '#domain/test-result.ts';
import { makeFailure } from '#testing/make-run.ts';

import { failingExchange, withExchange } from './failing-exchange.ts';
import { readFailure } from './read-failure.ts';

const health: Exchange = { method: 'GET', url: 'http://stack:80/health', status: 200, ms: 3 };
const signedIn: Exchange = { method: 'POST', url: 'http://auth/login', status: 200, ms: 9 };
const orders: Exchange = { method: 'GET', url: 'http://stack/orders', status: 200, ms: 12 };
const broken: Exchange = { method: 'POST', url: 'http://stack/carts', status: 500, ms: 8 };
const refused: Exchange = { method: 'GET', url: 'http://stack/me', status: 401, ms: 2 };
const silent: Exchange = { method: 'GET', url: 'http://stack/reports' };
const chat: Exchange = { method: 'GET', url: 'ws://stack/chat', status: 101, ms: 4 };

/** Phase, status and target of a failure whose test was seen to ask for these. */
function read(message: string, exchanges: readonly Exchange[] | undefined): readonly unknown[] {
  const type = /^[\w.]+(?=:)|^[\w.]+$/u.exec(message)?.[0] ?? '';
  const red: TestResult = makeFailure('test_it', { failure: { type, message, details: '' }, exchanges });
  assert.ok(red.failure !== undefined);
  const facts = readFailure(red.failure);
  const { phase, status, target } = withExchange(facts, failingExchange(facts, red));
  return [phase, status, target];
}

const told = 'AssertionError: status 500\nassert 500 == 200';
const compared = 'AssertionError: assert 500 == 200';
const lookedUp = "KeyError: 'items'";
const tookLong = 'AssertionError: the reply took 3003 ms, the budget is 1000 ms';
const closed =
  'websockets.exceptions.ConnectionClosedError: received 1011 (internal error); then sent 1011 (internal error)';

const sentAway: Exchange = { method: 'GET', url: 'http://stack/me', status: 302, ms: 2 };
const wall: Exchange = { method: 'GET', url: 'http://stack/oauth2/sign_in', status: 200, ms: 2 };
const chatSentAway: Exchange = { method: 'GET', url: 'ws://stack/chat', status: 302, ms: 2 };
const chatAtWall: Exchange = { method: 'GET', url: 'ws://stack/oauth2/sign_in', status: 200, ms: 2 };
const prose = 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)';
const noJson = 'requests.exceptions.JSONDecodeError: Expecting value: line 1 column 1 (char 0)';

const cases: readonly (readonly [
  name: string,
  message: string,
  exchanges: readonly Exchange[] | undefined,
  read: readonly unknown[],
])[] = [
  [
    'the conversation that took longer than the test allows',
    tookLong,
    [signedIn, chat],
    ['assertion', undefined, chat.url],
  ],
  [
    'a request that took longer, whatever was opened before it',
    tookLong,
    [chat, orders],
    ['http', undefined, undefined],
  ],
  ['the request that was answered with the status of the text', compared, [broken, orders], ['http', 500, broken.url]],
  [
    'an answer whose status the text compares',
    'AssertionError: assert 404 == 200',
    [{ ...refused, status: 404 }],
    ['http', 404, refused.url],
  ],
  [
    'the step of a polling that was refused, whose client names no status',
    'Error: xhr post error',
    [orders, { ...broken, status: 400 }, health],
    ['http', 400, broken.url],
  ],
  [
    'no refusal of a client that says what else went wrong',
    'Error: no error',
    [{ ...broken, status: 400 }],
    ['assertion', undefined, broken.url],
  ],
  ['prose in a conversation', prose, [chat], ['first-message', undefined, chat.url]],
  ['prose in a conversation or in the answer before it', prose, [health, chat], ['http', undefined, undefined]],
  ['the refusal that is no JSON', noJson, [health, { ...broken, status: 502 }], ['http', 502, broken.url]],
  ['the one that was sent to another page', noJson, [health, sentAway, wall], ['http', 302, sentAway.url]],
  [
    'the first of those that were sent on',
    noJson,
    [sentAway, { ...wall, status: 303 }, wall],
    ['http', 302, sentAway.url],
  ],
  [
    'the upgrade that was sent to a page',
    'websockets.exceptions.InvalidStatusCode: server rejected WebSocket connection: HTTP 200',
    [chatSentAway, chatAtWall],
    ['upgrade', 302, chatSentAway.url],
  ],
  [
    'the page to sign in that refuses',
    'AssertionError: assert 401 == 200',
    [sentAway, { ...wall, status: 401 }],
    ['http', 302, sentAway.url],
  ],
  [
    'what was asked where only a slash was added',
    compared,
    [
      { ...broken, status: 307 },
      { ...broken, url: `${broken.url}/` },
    ],
    ['http', 500, `${broken.url}/`],
  ],
  ['the error to which a redirect led', compared, [sentAway, broken], ['http', 500, broken.url]],
  ['none, where no answer had that status', told, [health, orders], ['http', 500, undefined]],
  ['none was seen', told, undefined, ['http', 500, undefined]],
  ['the one that was not answered', 'httpx.ReadTimeout', [signedIn, silent, health], ['http', undefined, silent.url]],
  [
    'an upgrade that was not answered',
    'TimeoutError',
    [signedIn, { ...chat, status: undefined }],
    ['upgrade', undefined, chat.url],
  ],
  ['a conversation in which nothing came', 'TimeoutError', [signedIn, chat], ['first-message', undefined, chat.url]],
  [
    'an upgrade that was refused',
    'AssertionError: assert 503 == 401',
    [{ ...chat, status: 503 }],
    ['upgrade', 503, chat.url],
  ],
  ['the last one, where all were answered', 'httpx.ReadTimeout', [signedIn, orders], ['http', undefined, orders.url]],
  ['a server error behind what was looked for', lookedUp, [signedIn, broken], ['http', 500, broken.url]],
  ['a refusal behind what was looked for', lookedUp, [signedIn, refused], ['http', 401, refused.url]],
  [
    'a refusal that a test may have meant',
    'AssertionError: no greeting',
    [refused],
    ['assertion', undefined, refused.url],
  ],
  ['the conversation that was closed', closed, [chat, orders], ['first-message', undefined, chat.url]],
  ['either of both', 'AssertionError: no greeting', [chat, orders], ['assertion', undefined, undefined]],
  [
    'the conversation it ended with',
    'AssertionError: no greeting',
    [signedIn, chat],
    ['assertion', undefined, chat.url],
  ],
  [
    'another one, where no connection came to stand',
    'ConnectionRefusedError: [Errno 111] Connection refused',
    [signedIn],
    ['tcp', undefined, undefined],
  ],
  [
    'one that the text names, and more exactly',
    "requests.exceptions.ReadTimeout: HTTPConnectionPool(host='stack', port=80): Read timed out. (read timeout=2)",
    [silent],
    ['http', undefined, silent.url],
  ],
  [
    'another one than the text names',
    "httpx.HTTPStatusError: Server error '500 X' for url 'http://other/carts'",
    [broken],
    ['http', 500, 'http://other/carts'],
  ],
];

for (const [name, message, exchanges, expected] of cases) {
  test(`of what a test was seen to ask for, a failure is about: ${name}`, () => {
    assert.deepEqual(read(message, exchanges), expected);
  });
}
