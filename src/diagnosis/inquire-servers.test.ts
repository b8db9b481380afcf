import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';

import { askingScene, topOf, valueOf } from '#testing/ask-server.ts';

const { askWhy } = askingScene();

test('a server that passes us and refuses test clients by their name is a firewall, and not well', async (t) => {
  const found = await askWhy(
    t,
    ({ headers }, response) => {
      const isScript = /python|axios/iu.test(headers['user-agent'] ?? '');
      response.writeHead(isScript ? 403 : 200, { 'content-type': 'text/html' }).end('<html>no</html>');
    },
    { status: 403, path: '/health' },
  );
  assert.equal(valueOf(found, 'http.client-agent'), 'response STATUS_403');
  assert.equal(topOf(found), 'waf-blocking');
});

test('a bad gateway that comes after a wait is the end of somebody’s patience', async (t) => {
  const found = await askWhy(
    t,
    ({ url }, response) => {
      if (url !== '/slow') return void response.end('{}');
      const page = '<h1>Proxy Error</h1>Error reading from remote server';
      setTimeout(() => response.writeHead(502, { 'content-type': 'text/html' }).end(page), 1_700);
    },
    { status: 502, path: '/slow' },
  );
  assert.ok(Number(valueOf(found, 'http.refusal-seconds')) >= 1.7);
  assert.equal(topOf(found), 'upstream-slow');
});

test('a sign-in that every second answer does not know of is lost between instances', async (t) => {
  let asked = 0;
  const found = await askWhy(
    t,
    ({ url }, response) => {
      if (url === '/login') return void response.end('{"token":"of-one-instance"}');
      if (url !== '/me') return void response.end('{}');
      asked += 1;
      response.writeHead(asked % 2 === 0 ? 401 : 200).end('{}');
    },
    {
      status: 401,
      path: '/me',
      more: ', credentials: { me: { login: { service: desk, path: /login, body: { user: me }, token: /token } } }',
    },
  );
  assert.equal(valueOf(found, 'repeat.session-lost'), true);
  assert.equal(topOf(found), 'affinity-missing');
});

test('a header that the server does not take is found by leaving one out at a time', async (t) => {
  const found = await askWhy(
    t,
    ({ headers }, response) => void response.writeHead(headers['x-team'] === undefined ? 200 : 400).end('{}'),
    { status: 400, path: '/health', with: ", headers: { X-Region: eu, X-Team: 'a b' }" },
  );
  assert.equal(valueOf(found, 'http.without-header'), 'X-Team');
  assert.equal(topOf(found), 'malformed-header');
});

test('a way on which only short requests get through loses large packets', async (t) => {
  const found = await askWhy(
    t,
    ({ headers, url }, response) => {
      if (url === '/health' && JSON.stringify(headers).length < 1_300) response.end('{}');
    },
    { path: '/mine' },
  );
  assert.equal(valueOf(found, 'http.large-header'), 'response TIMEOUT');
  assert.equal(topOf(found), 'large-packets-lost');
});

test('and that the path of the test, which needs a user, hangs there as well makes it no dependency that hangs', async (t) => {
  const found = await askWhy(
    t,
    ({ headers, url }, response) => {
      if (url === '/health' && JSON.stringify(headers).length < 1_300) response.end('{}');
    },
    { path: '/mine', more: ', credentials: { me: { static: x } }', withinMs: 20_000 },
  );
  assert.equal(valueOf(found, 'http.large-header'), 'response TIMEOUT');
  assert.equal(topOf(found), 'large-packets-lost');
});

test('what is refused only after a wait, and only beside others, waits for an instance', async (t) => {
  let busy = 0;
  const found = await askWhy(
    t,
    (_, response) => {
      const isFree = busy < 3;
      if (isFree) busy += 1;
      const answer = (): void => {
        if (isFree) busy -= 1;
        response.writeHead(isFree ? 200 : 429).end('{}');
      };
      setTimeout(answer, isFree ? 150 : 900);
    },
    { status: 429, path: '/health' },
  );
  assert.equal(valueOf(found, 'http.together'), 'response STATUS_429');
  assert.equal(valueOf(found, 'http.together-waited'), true);
  assert.equal(topOf(found), 'instance-limit');
});

function writeParts(response: ServerResponse, untilMs: number): void {
  for (const ms of [0, 300, 600, 900]) setTimeout(() => response.write(`data: ${ms}\n\n`), Math.max(ms, untilMs));
  setTimeout(() => response.end(), 950);
}

const ticking =
  (untilMs: number): RequestListener =>
  ({ url }, response) =>
    url === '/ticks' ? writeParts(response, untilMs) : response.end('{}');

/** The port of a server whose stream comes in parts. */
async function tickingOrigin(t: TestContext): Promise<number> {
  const origin = createServer(ticking(0)).listen(0, '127.0.0.1');
  t.after(() => origin.close());
  await once(origin, 'listening');
  const address = origin.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a stream that comes at its end, and round the proxy in parts, is held back', async (t) => {
  const port = await tickingOrigin(t);
  const found = await askWhy(t, ticking(900), {
    path: '/ticks',
    with: `, direct: 'http://127.0.0.1:${port}', checks: [/ticks]`,
    symptom: { phase: 'assertion', error: 'AssertionError', tests: ['test_ticks_come_one_by_one'], medianMs: 1_000 },
  });
  assert.equal(valueOf(found, 'http.held-back'), true);
  assert.equal(topOf(found), 'buffering-proxy');
});

const buffering: RequestListener = (request, response) => {
  if (request.url === '/ticks') response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  ticking(900)(request, response);
};

test('a proxy that sends the head at once and the body at its end holds the stream back as well', async (t) => {
  const port = await tickingOrigin(t);
  const found = await askWhy(t, buffering, {
    path: '/ticks',
    with: `, direct: 'http://127.0.0.1:${port}', checks: [/ticks]`,
    symptom: { phase: 'assertion', error: 'AssertionError', tests: ['test_feed'], medianMs: 1_000 },
  });
  assert.equal(valueOf(found, 'http.held-back'), true);
  assert.equal(topOf(found), 'buffering-proxy');
});

test('a path that only a POST asks for is not asked by GET', async (t) => {
  const asked: string[] = [];
  const found = await askWhy(
    t,
    ({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.writeHead(url === '/orders' ? 405 : 200).end('{}');
    },
    { path: '/orders', status: 500, symptom: { method: 'POST' } },
  );
  assert.equal(asked.includes('GET /orders'), false);
  assert.equal(valueOf(found, 'http.failing-path'), undefined);
  assert.notEqual(topOf(found), 'route-missing');
});

test('a service that dies of what is asked again was there, so nobody says that nothing listens', async (t) => {
  const found = await askWhy(
    t,
    ({ url, socket }, response) => {
      if (url === '/health') return void response.end('{"status":"ok","uptime":100}');
      // Nothing listens from now on.
      Object.getOwnPropertyDescriptor(socket, 'server')?.value?.close();
      socket.destroy();
    },
    { status: 502, path: '/export' },
  );
  assert.equal(valueOf(found, 'replay.went-away'), true);
  assert.notEqual(topOf(found), 'connection-refused');
});

test('an address of another port that discovery names is called, and a dead one is found', async (t) => {
  const found = await askWhy(t, (_, response) => void response.end('{"rooms":["127.0.0.1:1"],"self":"/health"}'), {
    status: 404,
    path: '/discovery',
    with: ', checks: [/discovery]',
  });
  assert.equal(valueOf(found, 'discovery.entries'), 'some-dead');
  assert.equal(topOf(found), 'discovery-entry-dead');
});
