import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';

import { App } from '@slack/bolt';
import { pino } from 'pino';

import { serveHealth } from './health.ts';
import { receiveHttp } from './receiver-http.ts';

const signingSecret = 'a-signing-secret';
const arriveMs = 400;

interface Served {
  readonly url: string;
  readonly port: number;
  readonly heard: readonly unknown[];
}

async function serve(t: TestContext): Promise<Served> {
  const heard: unknown[] = [];
  const http = receiveHttp({ signingSecret, log: pino({ level: 'silent' }) });
  const app = new App({ receiver: http.receiver, authorize: async () => ({ botToken: 'xoxb-test' }) });
  app.command(/./u, async ({ body, ack }) => {
    heard.push(body.text);
    await ack();
  });
  const server = await serveHealth({ port: 0, host: '127.0.0.1', checks: {}, slack: http.listener, arriveMs });
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.port}/slack/events`, port: server.port, heard };
}

const form = 'application/x-www-form-urlencoded';

interface Signed {
  readonly body: string;
  readonly type?: string;
  readonly aheadS?: number;
  readonly secret?: string;
}

function post(url: string, { body, aheadS = 0, secret = signingSecret, type = form }: Signed): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1_000) + aheadS);
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
  });
}

const body = 'command=%2Fe2e&text=status&user_id=U1&channel_id=C1&trigger_id=1.2.3';

test('a signed request is heard; a wrong signature, a stale and a future timestamp are refused', async (t) => {
  const { url, heard } = await serve(t);
  assert.equal((await post(url, { body })).status, 200);
  assert.equal((await post(url, { body, secret: 'another' })).status, 401);
  assert.equal((await post(url, { body, aheadS: -301 })).status, 401);
  assert.equal((await post(url, { body, aheadS: 90 })).status, 401);
  assert.equal((await fetch(url, { method: 'POST', body })).status, 401);
  assert.deepEqual(heard, ['status']);
});

test('an unsigned check of the connection is answered, and a command inside it is not heard', async (t) => {
  const { url, heard } = await serve(t);
  const checked = await fetch(url, { method: 'POST', body: `ssl_check=1&${body}`, headers: { 'content-type': form } });
  assert.equal(checked.status, 200);
  assert.deepEqual(heard, []);
});

test('an oversized body is refused whatever its signature', async (t) => {
  const { url, heard } = await serve(t);
  assert.equal((await post(url, { body: `${body}&x=${'x'.repeat(256 * 1024)}` })).status, 413);
  assert.deepEqual(heard, []);
});

test('a signed body that is no object is refused, and the next request is heard', async (t) => {
  const { url, heard } = await serve(t);
  for (const payload of ['payload=null', 'payload=5', 'payload=%5B%5D', 'payload=%22x%22', 'payload=%7B']) {
    assert.equal((await post(url, { body: payload })).status, 400);
  }
  for (const json of ['null', '5', '[]', '"x"', '{', '']) {
    assert.equal((await post(url, { body: json, type: 'application/json' })).status, 400);
  }
  assert.equal((await post(url, { body: 'payload=null', secret: 'another' })).status, 401);
  assert.equal((await post(url, { body })).status, 200);
  assert.deepEqual(heard, ['status']);
});

test('a signed object of an unknown shape does no harm', async (t) => {
  const { url, heard } = await serve(t);
  const odd = ['{}', '{"event":null}', '{"event":5}', '{"type":"block_actions","actions":null}', '{"type":5}'];
  // Bolt gives up on some after three seconds.
  const answers = await Promise.all(odd.map((json) => post(url, { body: json, type: 'application/json' })));
  assert.equal(answers.length, odd.length);
  assert.equal((await post(url, { body })).status, 200);
  assert.deepEqual(heard, ['status']);
});

test('a body that does not arrive is cut off', async (t) => {
  const { port } = await serve(t);
  const socket = connect(port, '127.0.0.1');
  const begin = performance.now();
  socket.write('POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\ncommand=');
  socket.resume();
  await once(socket, 'close');
  assert.ok(performance.now() - begin < 3 * arriveMs + 500);
});

test('other paths and methods answer 404', async (t) => {
  const { url } = await serve(t);
  assert.equal((await fetch(url)).status, 404);
  assert.equal((await fetch(new URL('/admin', url), { method: 'POST' })).status, 404);
});
