// Have their address from elsewhere; STACK_COPY is known to the tests alone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';

const url = process.env.STACK_COPY;
const { port } = new URL(url);

test('asks', async () => assert.deepEqual(await (await fetch(`${url}/thing`)).json(), { name: 'thing' }));
test('asks by name', async () =>
  assert.deepEqual(await (await fetch(`http://localhost:${port}/thing`)).json(), { name: 'thing' }));
test('asks over an agent', async () => {
  const agent = new http.Agent({ keepAlive: true });
  const [response] = await once(http.get(`${url}/thing`, { agent }), 'response');
  assert.equal(response.headers['content-type'], 'application/json');
  assert.equal(String(await response.toArray()), '{"name":"thing"}');
  agent.destroy();
});
test('speaks', async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  const { promise, resolve, reject } = Promise.withResolvers();
  socket.addEventListener('open', () => socket.send('hello'));
  socket.addEventListener('message', ({ data }) => resolve(data));
  socket.addEventListener('close', ({ code }) => reject(new Error(`closed with ${code}`)));
  assert.equal(await promise, 'hello');
  socket.close();
});
test('speaks by hand', async () => {
  const socket = net.connect(Number(port), '127.0.0.1');
  socket.end('GET /thing HTTP/1.0\r\n\r\n');
  assert.match(String(await socket.toArray()), /\{"name":"thing"\}$/);
});
