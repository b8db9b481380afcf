// What Node, undici and ws say when a connection goes wrong: each test is red, and its text is recorded.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { before, describe, test } from 'node:test';

import { Agent, fetch as undiciFetch, request } from 'undici';
import { WebSocket as Ws } from 'ws';

const peers = JSON.parse(process.env.PEERS);
const url = (peer, { path = '/', scheme = 'http', host = '127.0.0.1' } = {}) =>
  `${scheme}://${host}:${peers[peer]}${path}`;
const events = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];
const certificates = ['expired', 'wrong-name', 'self-signed', 'short-chain'];

describe('fetch', () => {
  test('refused', async () => fetch(url('refused')));
  test('refused on two families', async () => fetch(url('refused', { host: 'localhost' })));
  test('name not found', async () => fetch(url('refused', { host: 'nowhere.invalid' })));
  test('own time-out', async () => fetch(url('silent'), { signal: AbortSignal.timeout(300) }));
  test('aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await fetch(url('silent'), { signal: controller.signal });
  });
  test('reset', async () => fetch(url('resets')));
  test('closed without answer', async () => fetch(url('hangs-up')));
  test('binary answer', async () => fetch(url('binary')));
  test('cut body', async () => (await fetch(url('answers', { path: '/cut' }))).text());
  test('not json', async () => (await fetch(url('answers', { path: '/html' }))).json());
  test('tls to plain', async () => fetch(url('answers', { scheme: 'https', host: 'localhost' })));
  test('old tls', async () => fetch(url('old-tls', { scheme: 'https', host: 'localhost' })));
  for (const which of certificates) {
    test(`certificate ${which}`, async () => fetch(url(which, { scheme: 'https', host: 'localhost' })));
  }
  test('no address', async () => fetch('api.example.com/health'));
  test('asserted status', async () => {
    const response = await fetch(url('answers', { path: '/503' }));
    assert.equal(response.status, 200);
  });
  test('asserted status with words', async () => {
    const { status } = await fetch(url('answers', { path: '/401' }));
    assert.equal(status, 200, `login answered ${status}`);
  });
  test('asserted ok', async () => {
    const response = await fetch(url('answers', { path: '/502' }));
    assert.ok(response.ok, `GET /health answered ${response.status}`);
  });
});

describe('undici', () => {
  const quick = new Agent({ headersTimeout: 300, connect: { timeout: 300 } });
  test('headers time-out', async () => request(url('silent'), { dispatcher: quick }));
  test('headers time-out of fetch', async () => undiciFetch(url('silent'), { dispatcher: quick }));
  test('connect time-out', async () => request(url('hole'), { dispatcher: quick }));
  test('body time-out', async () => {
    const agent = new Agent({ bodyTimeout: 300 });
    const { body } = await request(url('answers', { path: '/half' }), { dispatcher: agent });
    await body.text();
  });
  test('refused', async () => request(url('refused')));
});

const asked = (address, options = {}) =>
  new Promise((resolve, reject) => {
    const sent = get(address, options, resolve);
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('timeout of 300ms exceeded')));
  });

describe('http', () => {
  test('refused', async () => asked(url('refused')));
  test('closed without answer', async () => asked(url('hangs-up')));
  test('reset', async () => asked(url('resets')));
  test('binary answer', async () => asked(url('binary')));
  test('time-out', async () => asked(url('silent'), { timeout: 300 }));
});

function opened(address, subprotocols = [], options = {}) {
  const socket = new Ws(address, subprotocols, { handshakeTimeout: 400, ...options });
  return new Promise((resolve, reject) => {
    socket.on('message', () => undefined);
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason.toString()}`)));
  });
}

describe('ws', () => {
  for (const status of ['200', '301', '400', '401', '403', '404', '426', '500', '502', '503', '504']) {
    test(`refused upgrade ${status}`, async () => opened(url('answers', { scheme: 'ws', path: `/${status}` })));
  }
  for (const how of [
    '1000',
    '1001',
    '1008',
    '1009',
    '1011',
    '1011-prose',
    '1011-keepalive',
    '1012',
    '1013',
    'destroy',
    'reset',
  ]) {
    test(`close ${how}`, async () => opened(url('closes', { scheme: 'ws', path: `/${how}` })));
  }
  test('no subprotocol', async () => opened(url('closes', { scheme: 'ws', path: '/1011-prose' }), ['jwt', 'token']));
  test('other subprotocol', async () => opened(url('upgrades', { scheme: 'ws', path: '/other-subprotocol' }), ['jwt']));
  test('illegal subprotocol', async () => opened(url('closes', { scheme: 'ws', path: '/1011' }), ['a b=']));
  test('handshake time-out', async () => opened(url('silent', { scheme: 'ws' })));
  test('refused', async () => opened(url('refused', { scheme: 'ws' })));
  test('name not found', async () => opened(url('refused', { scheme: 'ws', host: 'nowhere.invalid' })));
  test('closed without answer', async () => opened(url('hangs-up', { scheme: 'ws' })));
  test('reset before answer', async () => opened(url('resets', { scheme: 'ws' })));
  test('no upgrade header', async () => opened(url('upgrades', { scheme: 'ws', path: '/no-upgrade' })));
  test('bad accept', async () => opened(url('upgrades', { scheme: 'ws', path: '/bad-accept' })));
  test('unasked extension', async () =>
    opened(url('upgrades', { scheme: 'ws', path: '/unasked-extension' }), [], { perMessageDeflate: false }));
  test('own limit', async () => opened(url('closes', { scheme: 'ws', path: '/big' }), [], { maxPayload: 1_000 }));
  test('bad frame', async () => opened(url('closes', { scheme: 'ws', path: '/bad-frame' })));
  test('not utf8', async () => opened(url('closes', { scheme: 'ws', path: '/not-utf8' })));
  test('tls to plain', async () => opened(url('answers', { scheme: 'wss', host: 'localhost' })));
  test('expired', async () => opened(url('expired', { scheme: 'wss', host: 'localhost' })));
  test('http address is no matter, but ftp is', async () => opened('ftp://127.0.0.1/'));
});

const built = (address, subprotocols = []) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address, subprotocols);
    socket.addEventListener('error', ({ error, message }) => reject(error ?? new Error(message)));
    socket.addEventListener('close', ({ code, reason }) => reject(new Error(`closed with code ${code} ${reason}`)));
  });

describe('built-in WebSocket', () => {
  test('refused upgrade', async () => built(url('answers', { scheme: 'ws', path: '/502' })));
  test('refused', async () => built(url('refused', { scheme: 'ws' })));
  test('closed', async () => built(url('closes', { scheme: 'ws', path: '/1011-prose' })));
  test('destroyed', async () => built(url('closes', { scheme: 'ws', path: '/destroy' })));
  test('illegal subprotocol', async () => built(url('closes', { scheme: 'ws', path: '/1011' }), ['a b=']));
});

describe('assert', () => {
  test('event missing', () => {
    assert.deepEqual(
      events.filter((event) => event !== 'tool_completed'),
      events,
    );
  });
  test('event missing at the end', () => assert.deepEqual(events.slice(0, 4), events));
  test('event order', () => {
    assert.deepEqual(
      ['agent_started', 'tool_executing', 'agent_thinking', 'tool_completed', 'agent_completed'],
      events,
    );
  });
  test('event not included', () =>
    assert.ok(events.slice(0, 2).includes('agent_completed'), 'missing event agent_completed'));
  test('events of another user', () =>
    assert.deepEqual([{ type: 'agent_started', user: 'staging-e2e-user-004' }], [], 'events of another user'));
  test('numbers', () => assert.equal(400, 200));
  test('texts', () => assert.match('abc', /xyz/u));
  test('not rejected', async () => assert.rejects(Promise.resolve(), /401/u));
  test('rejected otherwise', async () => {
    await assert.rejects(
      Promise.reject(new Error('Unexpected server response: 503')),
      /Unexpected server response: 401/u,
    );
  });
  test('no event', () => {
    throw new Error('no event after agent_thinking within 4000 ms; unread: nothing');
  });
});

test('time-out of the runner', { timeout: 300 }, async () => new Promise((resolve) => setTimeout(resolve, 2_000)));
test('no such thing', () => undefined.status);
test('files', () => {
  throw Object.assign(new Error("EMFILE: too many open files, open '/tmp/x'"), { code: 'EMFILE', errno: -24 });
});
describe('a hook that fails', () => {
  before(async () => fetch(url('refused')));
  test('never runs', () => undefined);
});
