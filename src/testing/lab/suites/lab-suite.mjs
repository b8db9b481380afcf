// The suite of a team in Node: health, signed-in REST, the websocket by header and subprotocol, events, concurrency.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocket } from 'ws';

const { STAGING_URL, STAGING_AUTH_URL, STAGING_WS_URL, JWT_SECRET, E2E_PASSWORD, E2E_USER, SIGNS_IN } = process.env;
const requestMs = Number(process.env.REQUEST_MS);
const eventNames = ['agent_started', 'agent_thinking', 'tool_executing', 'tool_completed', 'agent_completed'];

function mint(user = E2E_USER, ttl = 300) {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { sub: user, iat, exp: iat + ttl, ...JSON.parse(process.env.EXTRA_CLAIMS ?? '{}') };
  const [head, payload] = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createHmac('sha256', JWT_SECRET).update(`${head}.${payload}`).digest('base64url');
  return `${head}.${payload}.${signature}${process.env.TOKEN_PADDING ?? ''}`;
}

const { SHARED_TTL_S, ORIGIN, EXPECTED_VERSION, LARGE_BYTES, OTHER_USER } = process.env;
const shared = SHARED_TTL_S === undefined ? undefined : mint(E2E_USER, Number(SHARED_TTL_S));

async function signIn() {
  if (shared !== undefined) return shared;
  if (SIGNS_IN === 'minted') return mint();
  const response = await fetch(`${STAGING_AUTH_URL}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: E2E_USER, password: E2E_PASSWORD }),
    signal: AbortSignal.timeout(requestMs),
  });
  assert.equal(
    response.status,
    200,
    `POST ${STAGING_AUTH_URL}/login answered ${response.status}: ${await response.clone().text()}`,
  );
  return (await response.json()).token;
}

async function get(path, token) {
  const tenant = process.env.TENANT === undefined ? {} : { 'x-tenant': process.env.TENANT };
  const headers = { ...tenant, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${STAGING_URL}${path}`, { headers, signal: AbortSignal.timeout(requestMs) });
  const body = await response.text();
  assert.equal(response.status, 200, `GET ${STAGING_URL}${path} answered ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body);
}

/** Open and welcomed; closed when the test ends. */
async function connect(t, token, form = 'header') {
  const protocols = { header: [], subprotocol: ['jwt', token], 'subprotocol-dot': [`jwt.${token}`] }[form];
  const headers = form === 'header' ? { authorization: `Bearer ${token}` } : {};
  const perMessageDeflate = process.env.COMPRESSION === 'deflate';
  const socket = new WebSocket(STAGING_WS_URL, protocols, {
    headers,
    origin: ORIGIN,
    handshakeTimeout: requestMs,
    perMessageDeflate,
  });
  t.after(() => socket.terminate());
  const events = [];
  let ended;
  socket.on('message', (text) => events.push(JSON.parse(text)));
  socket.on(
    'close',
    (code, reason) =>
      (ended = new Error(`WebSocket closed with ${code}${reason.length > 0 ? `: ${reason.toString()}` : ''}`)),
  );
  await Promise.race([once(socket, 'open'), once(socket, 'error').then(([error]) => Promise.reject(error))]);
  socket.on('error', (error) => (ended ??= error));
  const next = async () => {
    const untilMs = Date.now() + requestMs;
    while (events.length === 0) {
      if (ended !== undefined) throw ended;
      if (Date.now() > untilMs) throw new Error(`no event within ${requestMs} ms`);
      await delay(5);
    }
    return events.shift();
  };
  const first = await next();
  assert.equal(first.type, 'connected');
  return { socket, next, welcome: first };
}

async function ping({ socket, next }) {
  socket.send(JSON.stringify({ type: 'ping', id: '1' }));
  assert.equal((await next()).type, 'pong');
}

async function chat({ socket, next }, text) {
  socket.send(JSON.stringify({ type: 'chat', text, run: 'r1' }));
  const events = [];
  while (events.at(-1)?.type !== 'agent_completed') events.push({ ...(await next()), atMs: performance.now() });
  return events;
}

void test('health says ok', async () => {
  assert.equal((await get('/health')).status, 'ok');
});

void test('it is ready', async () => {
  assert.equal((await get('/health/ready')).status, 'ready');
});

void test('a signed-in user has a profile', async () => {
  assert.equal((await get('/api/me', await signIn())).user, E2E_USER);
});

void test('a signed-in user has items', async () => {
  assert.equal((await get('/api/items', await signIn())).items.length, 3);
});

void test('a session is kept', async () => {
  const { session } = await get('/api/session');
  for (let count = 0; count < 3; count += 1) assert.equal((await get(`/api/session/${session}`)).session, session);
});

void test('a pause between two requests', async () => {
  await get('/config');
  await delay(400);
  await get('/config');
});

void test('services of discovery answer', async () => {
  for (const { url } of (await get('/discovery')).services) {
    const response = await fetch(url, { signal: AbortSignal.timeout(requestMs) });
    assert.equal(response.status, 200, `${url} answered ${response.status}`);
  }
});

void test('websocket by header', async (t) => {
  const connection = await connect(t, await signIn());
  assert.equal(connection.welcome.user, E2E_USER);
  await ping(connection);
});

void test('websocket by subprotocol', async (t) => {
  await ping(await connect(t, await signIn(), process.env.SUBPROTOCOL_FORM ?? 'subprotocol'));
});

void test('events of a chat come in order', async (t) => {
  const connection = await connect(t, await signIn());
  const beganMs = performance.now();
  const events = await chat(connection, 'hello');
  assert.deepEqual(
    events.map(({ type }) => type),
    eventNames,
  );
  assert.equal(events.at(-1).result, 'hello');
  const spreadMs = events.at(-1).atMs - events[0].atMs;
  assert.ok(spreadMs > 10, `all events came within ${spreadMs} ms, ${events[0].atMs - beganMs} ms after the question`);
});

void test('several websockets at once', async (t) => {
  const token = await signIn();
  const connections = [];
  for (let count = 0; count < Number(process.env.CONNECTIONS); count += 1) connections.push(await connect(t, token));
  await Promise.all(connections.map((connection) => chat(connection, 'many')));
  assert.equal((await get('/health')).status, 'ok');
});

void test('a websocket stays open while nobody speaks', async (t) => {
  const connection = await connect(t, await signIn());
  await delay(Number(process.env.IDLE_MS));
  await ping(connection);
});

if (EXPECTED_VERSION !== undefined) {
  void test('the version is the intended one', async () => {
    assert.equal((await get('/version')).sha, EXPECTED_VERSION);
  });
}

if (LARGE_BYTES !== undefined) {
  void test('a large message is answered', async (t) => {
    const events = await chat(await connect(t, await signIn()), 'x'.repeat(Number(LARGE_BYTES)));
    assert.equal(events.at(-1).type, 'agent_completed');
  });
}

if (OTHER_USER !== undefined) {
  void test('users are kept apart', async (t) => {
    const other = await connect(t, mint(OTHER_USER));
    await chat(await connect(t, await signIn()), 'private');
    other.socket.send(JSON.stringify({ type: 'ping', id: '1' }));
    const { type } = await other.next();
    assert.equal(type, 'pong', `isolation: another user received ${type} of ${E2E_USER}`);
  });
}
