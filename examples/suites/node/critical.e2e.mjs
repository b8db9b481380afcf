import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentEvents, api, auth, authUrl, connect, expectedVersion, signIn, userName } from './client.mjs';

test('test_001_websocket_connection_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  assert.equal(connection.welcome.user, userName(1));
  await connection.ping();
});

test('test_002_websocket_authentication_real', async (t) => {
  const token = await signIn(1);
  const behind = await connect(t, token, 'subprotocol');
  assert.equal(behind.socket.protocol, 'jwt');
  const dotted = await connect(t, token, 'subprotocol-dot');
  assert.equal(dotted.welcome.user, userName(1));
  await assert.rejects(connect(t, '', 'none'), /Unexpected server response: 401/u);
  await assert.rejects(connect(t, forge(token), 'header'), /Unexpected server response: 401/u);
});

test('test_003_websocket_message_send_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  const events = await connection.chat('Hello, staging');
  assert.equal(events.at(-1).result, 'Hello, staging');
});

test('test_004_websocket_concurrent_connections_real', async (t) => {
  const users = [1, 2, 3, 4, 5];
  const connections = await Promise.all(users.map(async (number) => connect(t, await signIn(number))));
  assert.deepEqual(
    connections.map(({ welcome }) => welcome.user),
    users.map(userName),
  );
  await Promise.all(connections.map((connection) => connection.ping()));
});

test('test_005_agent_discovery_real', async () => {
  const { body } = await api('/discovery');
  assert.deepEqual(body.services.map(({ name }) => name).slice(0, 2), ['agents', 'tools']);
  for (const { name, path } of body.services) assert.equal((await api(path)).status, 200, `${name} at ${path}`);
});

test('test_006_agent_configuration_real', async () => {
  const {
    body: { agents },
  } = await api('/mcp/agents');
  const {
    body: { tools },
  } = await api('/mcp/tools');
  const known = new Set(tools.map(({ name }) => name));
  assert.ok(agents.length >= 3, `${agents.length} agents`);
  assert.deepEqual(
    agents.filter(({ tool }) => !known.has(tool)),
    [],
  );
});

test('test_007_auth_token_validation_real', async () => {
  const token = await signIn(1);
  assert.deepEqual((await auth('/verify', { body: { token } })).body, { active: true, user: userName(1) });
  assert.deepEqual((await auth('/verify', { body: { token: forge(token) } })).body, { active: false });
  assert.deepEqual((await api('/api/me', { token })).body, { user: userName(1) });
});

test('test_008_user_context_isolation_real', async () => {
  const [mine, theirs] = await Promise.all([signIn(1), signIn(2)]);
  const { body: thread } = await api('/api/threads', { token: mine, body: { title: 'mine alone' } });
  assert.equal((await api(`/api/threads/${thread.id}`, { token: mine })).status, 200);
  assert.equal((await api(`/api/threads/${thread.id}`, { token: theirs })).status, 404);
  assert.equal((await api(`/api/threads/${thread.id}/messages`, { token: theirs, body: { text: 'x' } })).status, 404);
});

test('test_009_concurrent_user_separation_real', async (t) => {
  const pair = await Promise.all([3, 4].map(async (number) => connect(t, await signIn(number))));
  const runs = await Promise.all(pair.map((connection) => connection.chat(`marker of ${connection.welcome.user}`)));
  for (const [index, { welcome, unread }] of pair.entries()) {
    assert.equal(runs[index].at(-1).result, `marker of ${welcome.user}`);
    assert.deepEqual(
      [...runs[index], ...unread].filter(({ user }) => user !== welcome.user),
      [],
      'events of another user',
    );
  }
});

test('test_010_thread_creation_management_real', async () => {
  const token = await signIn(1);
  const { status, body: thread } = await api('/api/threads', { token, body: { title: 'to be managed' } });
  assert.equal(status, 201);
  assert.ok((await api('/api/threads', { token })).body.threads.some(({ id }) => id === thread.id));
  assert.equal((await api(`/api/threads/${thread.id}`, { token, method: 'DELETE' })).status, 204);
  assert.equal((await api(`/api/threads/${thread.id}`, { token })).status, 404);
});

test('test_011_message_persistence_retrieval_real', async () => {
  const { token, thread } = await newThread();
  const texts = ['first', 'second', 'third', 'fourth', 'fifth'];
  for (const text of texts) assert.equal((await api(`${thread}/messages`, { token, body: { text } })).status, 201);
  const { body } = await api(`${thread}/messages`, { token });
  assert.deepEqual(
    body.messages.map(({ text }) => text),
    texts,
  );
});

test('test_012_agent_lifecycle_coordination_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  for (const text of ['one task', 'and another']) {
    assert.deepEqual(typesOf(await connection.chat(text)), agentEvents);
  }
});

test('test_013_tool_execution_workflow_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  const events = await connection.chat('sum 2 3 5');
  const tools = events
    .filter(({ type }) => type.startsWith('tool_'))
    .map(({ type, tool, result }) => ({ type, tool, result }));
  assert.deepEqual(tools, [
    { type: 'tool_executing', tool: 'sum', result: undefined },
    { type: 'tool_completed', tool: 'sum', result: '10' },
  ]);
});

test('test_014_error_handling_recovery_real', async (t) => {
  const token = await signIn(1);
  assert.equal((await api('/api/threads', { token, body: '{"title":' })).status, 400);
  const connection = await connect(t, token);
  for (const [message, code] of [
    ['{"type":', 'not_json'],
    [{ type: 'dance' }, 'unknown_message'],
  ]) {
    connection.send(message);
    assert.equal((await connection.next(({ type }) => type === 'error', 'error')).code, code);
  }
  await connection.ping();
});

test('test_015_performance_response_times_real', async () => {
  const token = await signIn(1);
  const timed = async () => {
    const started = performance.now();
    assert.equal((await api('/api/me', { token })).status, 200);
    return performance.now() - started;
  };
  const durationsMs = [];
  for (let round = 0; round < 4; round += 1) durationsMs.push(...(await Promise.all([1, 2, 3, 4, 5].map(timed))));
  const median = durationsMs.sort((one, other) => one - other)[10];
  assert.ok(median < 500, `the median of 20 requests took ${median.toFixed(0)} ms, at most 500 are allowed`);
});

test('test_016_data_integrity_validation_real', async (t) => {
  const { token, thread } = await newThread();
  const text = `Grüße, 世界 🚀 "quoted" \\ <b>&amp;</b> ${'0123456789abcdef'.repeat(512)}`;
  await api(`${thread}/messages`, { token, body: { text } });
  assert.equal((await api(`${thread}/messages`, { token })).body.messages[0].text, text);
  assert.equal((await (await connect(t, token)).chat(text)).at(-1).result, text);
});

test('test_017_security_access_control_real', async () => {
  const token = await signIn(1);
  const unsigned = [{ alg: 'none' }, { sub: userName(1), exp: 4_102_444_800 }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  for (const wrong of [undefined, 'nonsense', forge(token), `${unsigned.join('.')}.x`]) {
    for (const path of ['/api/me', '/api/threads']) {
      assert.equal((await api(path, { token: wrong })).status, 401, `${path} with ${wrong ?? 'no token'}`);
    }
  }
  assert.equal((await auth('/login', { body: { user: userName(1), password: 'guess' } })).status, 401);
});

test('test_018_scaling_load_handling_real', async () => {
  const { token, thread } = await newThread();
  const posts = Array.from({ length: 60 }, (_, index) =>
    api(`${thread}/messages`, { token, body: { text: `load ${index}` } }),
  );
  const statuses = new Set((await Promise.all(posts)).map(({ status }) => status));
  assert.deepEqual([...statuses], [201]);
  const { body } = await api(`${thread}/messages`, { token });
  assert.equal(new Set(body.messages.map(({ text }) => text)).size, 60);
});

test('test_019_service_health_monitoring_real', async () => {
  for (const ask of [api, auth]) assert.equal((await ask('/health')).body.status, 'healthy');
  assert.deepEqual((await api('/health/ready')).body, {
    status: 'ready',
    dependencies: { store: 'connected', auth: 'connected' },
  });
});

test('test_020_configuration_consistency_real', async () => {
  for (const ask of [api, auth]) {
    const [{ body: health }, { body: version }] = await Promise.all([ask('/health'), ask('/version')]);
    assert.equal(health.version, version.sha);
    assert.equal(
      version.sha,
      expectedVersion(),
      `the ${version.service} service runs another version than was deployed`,
    );
  }
  assert.equal((await api('/config')).body.authUrl, authUrl());
});

test('test_021_api_endpoint_coverage_real', async () => {
  const { token, thread } = await newThread();
  const large = 'x'.repeat(70_000);
  const cases = [
    [200, '/config'],
    [200, '/api/threads', { token }],
    [404, '/api/nowhere', { token }],
    [404, '/nowhere'],
    [405, thread, { token, method: 'PUT' }],
    [400, `${thread}/messages`, { token, body: { text: 5 } }],
    [413, `${thread}/messages`, { token, body: { text: large } }],
  ];
  for (const [status, path, asked] of cases) assert.equal((await api(path, asked)).status, status, path);
});

test('test_022_business_logic_validation_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  const sums = { 'sum 1 2': '3', 'sum -5 5': '0', 'sum 100 200 300': '600', sum: '0' };
  const runs = await Promise.all(Object.keys(sums).map((text) => connection.chat(text)));
  assert.deepEqual(
    runs.map((events) => events.at(-1).result),
    Object.values(sums),
  );
});

test('test_023_integration_data_flow_real', async (t) => {
  const { token, thread } = await newThread();
  const connection = await connect(t, token);
  await connection.chat('sum 20 22', thread.split('/').at(-1));
  const counted = await connection.chat('count', thread.split('/').at(-1));
  assert.equal(counted.at(-1).result, '3');
  const { body } = await api(`${thread}/messages`, { token });
  assert.deepEqual(
    body.messages.map(({ role, text }) => `${role}: ${text}`),
    ['user: sum 20 22', 'assistant: 42', 'user: count', 'assistant: 3'],
  );
});

test('test_024_message_ordering_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  const runs = await Promise.all(['a', 'b', 'c'].map((text) => connection.chat(text)));
  for (const events of runs) {
    assert.deepEqual(
      events.map(({ sequence, type }) => `${sequence} ${type}`),
      agentEvents.map((type, index) => `${index + 1} ${type}`),
    );
    assert.ok(
      events.every(({ at }, index) => index === 0 || at >= events[index - 1].at),
      'times go forward',
    );
  }
});

test('test_025_critical_event_delivery_real', async (t) => {
  const connection = await connect(t, await signIn(1));
  assert.equal(await connection.closedWithin(1_300), undefined, 'a quiet connection must stay open');
  const events = await connection.chat('deliver all of it');
  assert.deepEqual(typesOf(events), agentEvents);
  const spanMs = Date.parse(events.at(-1).at) - Date.parse(events[0].at);
  assert.ok(spanMs > 100, `events are told as they happen, not in one lump of ${spanMs} ms`);
});

async function newThread() {
  const token = await signIn(1);
  const { status, body } = await api('/api/threads', { token, body: { title: 'a thread of the critical suite' } });
  assert.equal(status, 201, `creating a thread answered ${status}`);
  return { token, thread: `/api/threads/${body.id}` };
}

/** The same token with another signature. */
function forge(token) {
  const [head, payload, signature] = token.split('.');
  return [head, payload, [...signature].toReversed().join('')].join('.');
}

function typesOf(events) {
  return events.map(({ type }) => type);
}
