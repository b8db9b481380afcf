import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentEvents, api, auth, connect, signIn, userName } from './client.mjs';

test('test_health_check', async () => {
  for (const ask of [api, auth]) assert.equal((await ask('/health')).body.status, 'healthy');
  assert.equal((await api('/health/ready')).body.status, 'ready');
});

test('test_websocket_connection', async (t) => {
  const connection = await connect(t, await signIn(11), 'subprotocol');
  assert.equal(connection.welcome.user, userName(11));
  await connection.ping();
});

test('test_api_endpoints_for_agents', async () => {
  const token = await signIn(11);
  for (const path of ['/discovery', '/mcp/agents', '/mcp/tools', '/api/me', '/api/threads']) {
    assert.equal((await api(path, { token })).status, 200, path);
  }
});

test('test_websocket_event_flow_real', async (t) => {
  const connection = await connect(t, await signIn(11));
  const events = await connection.chat('sum 40 2');
  assert.deepEqual(
    events.map(({ type }) => type),
    agentEvents,
  );
  assert.equal(events.at(-1).result, '42');
});

test('test_concurrent_websocket_real', async (t) => {
  const users = [11, 12, 13, 14, 15];
  const connections = await Promise.all(users.map(async (number) => connect(t, await signIn(number))));
  const runs = await Promise.all(connections.map((connection, index) => connection.chat(`user ${users[index]}`)));
  assert.deepEqual(
    runs.map((events) => events.at(-1).result),
    users.map((number) => `user ${number}`),
  );
});
