import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';

import { answeringServer } from '#testing/answering-server.ts';
import { configuredProbes } from '#testing/configured-probes.ts';

import { startStack, type Stack } from '../../examples/stack/start-stack.ts';
import { endpointsOf } from './endpoints.ts';
import type { Unprepared } from './prepare-probe.ts';
import { defaultLimits, type HttpProbe, type Probe, type WebSocketProbe } from './probe.ts';

const exampleFile = new URL('../../examples/e2e.yaml', import.meta.url);
const example = readFileSync(exampleFile, 'utf8');

async function stackFor(t: TestContext, faults: readonly string[] = []): Promise<Stack> {
  const stack = await startStack({ pace: 0.02, faults });
  t.after(() => stack.close());
  return stack;
}

function http(prepared: Probe | Unprepared): HttpProbe {
  assert.ok('kind' in prepared && prepared.kind === 'http', JSON.stringify(prepared));
  return prepared;
}

function webSocket(prepared: Probe | Unprepared): WebSocketProbe {
  assert.ok('kind' in prepared && prepared.kind === 'websocket', JSON.stringify(prepared));
  return prepared;
}

function problem(prepared: Probe | Unprepared): Unprepared['unprepared'] {
  assert.ok('unprepared' in prepared, JSON.stringify(prepared));
  return prepared.unprepared;
}

test('every endpoint of the example is up, and down or refused where the stack is broken', async (t) => {
  const stack = await stackFor(t);
  const probes = configuredProbes({ yaml: example, variables: stack.variables });
  for (const { id } of endpointsOf(probes.environment)) {
    const result = await probes.probe(id);
    assert.deepEqual([id, result.standing, result.problem], [id, 'up', undefined]);
    assert.deepEqual(result.changed, {});
    assert.equal(result.environment, 'staging');
  }
  stack.faults.set(['token-secret-mismatch']);
  assert.equal((await probes.probe('api')).standing, 'up');
  assert.equal((await probes.probe('api:/api/me')).problem?.code, 'STATUS_401');
  assert.equal((await probes.probe('chat:subprotocol')).problem?.code, 'STATUS_401');
  stack.faults.set(['handler-error']);
  const closed = await probes.probe('chat:subprotocol-dot');
  assert.deepEqual([closed.ws?.closeCode, closed.ws?.closedBy], [1011, 'server']);
});

test('a bad, an expired and no token are refused in every form, and say so in what was changed', async (t) => {
  const stack = await stackFor(t);
  const probes = configuredProbes({ yaml: example, variables: stack.variables });
  for (const id of ['api:/api/me', 'chat', 'chat:subprotocol', 'chat:subprotocol-dot']) {
    for (const token of ['bad', 'expired', 'none'] as const) {
      const result = await probes.probe(id, { token });
      assert.deepEqual([id, token, result.problem?.code], [id, token, 'STATUS_401']);
      assert.deepEqual(result.changed, { token });
      if (result.kind === 'websocket') assert.equal(result.ws?.token, token);
    }
  }
});

test('all variables that are missing are named at once with the keys that need them, and nothing is opened', async () => {
  const probes = configuredProbes({
    yaml: `
services:
  api: { url: { env: API_URL }, health: /health, headers: { X-Key: { env: KEY } }, checks: [{ path: /me, auth: me }] }
websockets: { chat: { url: { env: WS_URL }, auth: me } }
credentials: { me: { jwt: { secret: { env: SECRET } } } }`,
    variables: { KEY: '' },
  });
  const health = await probes.probe('api', { 'address-family': '4' });
  assert.deepEqual(health.changed, { 'address-family': '4' });
  assert.deepEqual(
    [health.standing, health.problem?.code, health.url, health.steps],
    ['unknown', 'MISSING_VARIABLE', '', []],
  );
  assert.equal(
    health.problem?.message,
    'These variables are not set: API_URL (services.api.url), KEY (services.api.headers.X-Key)',
  );
  assert.equal(
    problem(await probes.prepare('api:/me')).message,
    'These variables are not set: API_URL (services.api.url), KEY (services.api.headers.X-Key), SECRET (credentials.me.secret)',
  );
  assert.equal(
    problem(await probes.prepare('chat')).message,
    'These variables are not set: WS_URL (websockets.chat.url), SECRET (credentials.me.secret)',
  );
  assert.equal(
    problem(await probes.prepare('chat', { token: 'none' })).message,
    'The variable is not set: WS_URL (websockets.chat.url)',
  );
});

async function prepareWith(variables: Readonly<Record<string, string>>): Promise<Probe | Unprepared> {
  const yaml = 'services: { api: { url: { env: URL }, health: /h, headers: { X-Key: { env: KEY } } } }';
  return configuredProbes({ yaml, variables }).prepare('api');
}

test('an address or a header that no client could use is a problem that does not repeat its value', async () => {
  for (const URL of ['s3cret', 'ftp://s3cret', 'ws://s3cret', 'https://']) {
    const { code, message } = problem(await prepareWith({ URL, KEY: 'k' }));
    assert.deepEqual([code, message.includes('s3cret')], ['BAD_ADDRESS', false]);
  }
  const { code, message } = problem(await prepareWith({ URL: 'http://127.0.0.1:1', KEY: 's3cret\r\nX-Other: 1' }));
  assert.deepEqual([code, message.includes('s3cret')], ['BAD_HEADER', false]);
});

test('paths go below the base address, and a user in it becomes basic authorization unless a token takes its place', async () => {
  const probes = configuredProbes({
    yaml: `
services:
  api:
    url: http://us%20er:pa%3Ass@127.0.0.1:1/base/?v=2
    health: /health?deep=1
    checks: [{ path: /me, auth: me }]
  own: { url: 'http://u:p@127.0.0.1:1', health: /, headers: { AUTHORIZATION: 'Own x' }, checks: [{ path: /me, auth: me }] }
credentials: { me: { static: tkn } }`,
  });
  const health = http(await probes.prepare('api'));
  assert.equal(health.reach.url, 'http://127.0.0.1:1/base/health?v=2&deep=1');
  assert.deepEqual(health.headers, { authorization: `Basic ${Buffer.from('us er:pa:ss').toString('base64')}` });
  assert.deepEqual(http(await probes.prepare('api:/me')).headers, { authorization: 'Bearer tkn' });
  assert.deepEqual(http(await probes.prepare('own')).headers, { AUTHORIZATION: 'Own x' });
  assert.deepEqual(http(await probes.prepare('own:/me')).headers, { authorization: 'Bearer tkn' });
  assert.deepEqual(http(await probes.prepare('own:/me', { token: 'none' })).headers, {});
});

test('checks become expectations, and a bare address is only asked to answer', async () => {
  await using server = await answeringServer(({ url }, response) => {
    response.statusCode = url === '/' ? 404 : 200;
    response.end('{"plan":"free"}');
  });
  const probes = configuredProbes({
    yaml: `
services:
  api: { url: '${server.url}', checks: [{ path: /a, status: 200, contains: free, json: { /plan: free }, within: 2s }, { path: /b, contains: gold }] }
  web: { url: '${server.url}' }`,
  });
  assert.deepEqual(http(await probes.prepare('api')).expect, {
    status: 200,
    statusBelow: undefined,
    contains: 'free',
    json: { '/plan': 'free' },
    withinMs: 2_000,
  });
  assert.equal((await probes.probe('api')).standing, 'up');
  assert.equal((await probes.probe('api:/b')).problem?.code, 'ASSERTION');
  const bare = await probes.probe('web');
  assert.deepEqual([bare.standing, bare.http?.status], ['up', 404]);
});

test('limits stay as they are unless the configuration gives more time', async () => {
  const probes = configuredProbes({
    yaml: `
services: { api: { url: 'http://127.0.0.1:1', health: /h, checks: [{ path: /quick, within: 1s }, { path: /slow, within: 30s }] } }
websockets:
  plain: { url: 'ws://127.0.0.1:1' }
  long: { url: 'ws://127.0.0.1:1', within: 20s, hold: 1m, send: '{"id":"{{nonce}}"}' }`,
  });
  const limitsOf = async (id: string, changed = {}) => {
    const prepared = await probes.prepare(id, changed);
    assert.ok('reach' in prepared);
    return prepared.reach.limits;
  };
  assert.deepEqual(await limitsOf('api'), defaultLimits);
  assert.deepEqual(await limitsOf('api:/quick'), defaultLimits);
  assert.deepEqual(await limitsOf('api:/slow'), { ...defaultLimits, answerMs: 31_000, wallMs: 35_000 });
  assert.deepEqual(await limitsOf('plain'), defaultLimits);
  assert.equal((await limitsOf('long')).wallMs, 85_000);
  assert.equal((await limitsOf('long', { hold: '0' })).wallMs, 25_000);
  const long = webSocket(await probes.prepare('long', { hold: '500', 'hold-with': 'pings', size: '1024,4096' }));
  assert.deepEqual(
    [long.holdMs, long.holdWith, long.sizes, long.nonce, long.withinMs],
    [500, 'pings', [1_024, 4_096], '{{nonce}}', 20_000],
  );
  const plain = webSocket(await probes.prepare('plain'));
  assert.deepEqual([plain.token, plain.authBy, plain.withinMs, plain.nonce], ['none', undefined, 8_000, undefined]);
});

test('what is changed goes into the probe and its result', async () => {
  const probes = configuredProbes({
    yaml: `
services: { api: { url: 'http://127.0.0.1:1/x', health: /h, direct: 'http://127.0.0.2:2/y' } }
websockets: { chat: { url: 'ws://127.0.0.1:1/ws', direct: 'ws://127.0.0.2:2/direct' } }`,
  });
  const changed = { 'http-version': 'h2', 'address-family': '6', route: 'direct' } as const;
  const api = http(await probes.prepare('api', { ...changed, token: undefined }));
  assert.deepEqual([api.version, api.reach.family, api.reach.url], ['h2', 6, 'http://127.0.0.2:2/y/h']);
  assert.deepEqual(api.changed, changed);
  assert.equal(webSocket(await probes.prepare('chat', { route: 'direct' })).reach.url, 'ws://127.0.0.2:2/direct');
  assert.equal(problem(await probes.prepare('chat', { token: 'bad' })).code, 'NO_TOKEN');
});

test('a prepared probe can be sent to another thread', async (t) => {
  const stack = await stackFor(t);
  const probes = configuredProbes({ yaml: example, variables: stack.variables });
  for (const { id } of endpointsOf(probes.environment)) {
    const prepared = await probes.prepare(id);
    assert.deepEqual(structuredClone(prepared), prepared);
  }
});
