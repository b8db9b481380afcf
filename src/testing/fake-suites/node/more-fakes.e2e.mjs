// More tests that are green and show nothing. None of them may be believed.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

const url = process.env.STACK_URL;
const ws = process.env.STACK_WS;
const get = (path) => fetch(url + path, { signal: AbortSignal.timeout(1_000) });
const onThing = (body) => assert.equal(body.name, 'thing');
const opened = (address) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () => reject(new Error('refused')));
  });

test('takes any status', async () => assert.ok((await get('/thing')).status < 600));
test('takes what is no server error', async () => assert.ok((await get('/thing')).status < 500));
test('asks only for health', async () => assert.equal((await get('/health')).status, 200));
test('is happy with ok', async () => assert.ok((await get('/thing')).ok));
test('returns when nothing is there', async () => {
  const isUp = await get('/health').then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isUp) return;
  assert.equal((await (await get('/thing')).json()).name, 'thing');
});
test('looks at what it has sent', async () => {
  const request = new Request(`${url}/thing?name=thing`);
  await fetch(request);
  assert.equal(new URL(request.url).searchParams.get('name'), 'thing');
});
test('tries until nothing is raised', async () => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      await get('/thing');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});
test('asserts in a callback that nobody calls', async () => {
  await get('/thing');
  assert.equal(typeof onThing, 'function');
});
test('looks at each of no events', async () => {
  const events = [];
  try {
    const socket = await opened(ws);
    socket.addEventListener('message', ({ data }) => events.push(data));
    socket.send('hello');
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.close();
  } catch {}
  for (const event of events) assert.equal(event, 'hello');
});
test('opens a WebSocket and reads nothing', async () => {
  const socket = await opened(ws);
  assert.equal(socket.readyState, WebSocket.OPEN);
  socket.close();
});
test('takes a time-out for an answer', async () => {
  try {
    assert.equal((await (await get('/thing')).json()).name, 'thing');
  } catch (error) {
    if (error.name !== 'TimeoutError') throw error;
  }
});
test('takes any close for the one expected', async () => {
  const socket = await opened(`${ws}?close`);
  await new Promise((resolve) => socket.addEventListener('close', resolve));
  assert.equal(socket.readyState, WebSocket.CLOSED);
});
test('writes down what it finds', async () => {
  const file = `${process.env.SCRATCH}/snapshot-node.json`;
  const found = await (await get('/thing')).text();
  if (!existsSync(file) || readFileSync(file, 'utf8') !== found) writeFileSync(file, found);
  assert.equal(readFileSync(file, 'utf8'), found);
});
test('answers itself', async () => {
  const server = createServer((_, response) => response.end('{"name":"thing"}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const body = await (await fetch(`http://127.0.0.1:${server.address().port}/thing`)).json();
  server.closeAllConnections();
  server.close();
  assert.equal(body.name, 'thing');
});
test('has a mode without a stack', async () => {
  const body = process.env.REAL ? await (await get('/thing')).json() : { name: 'thing' };
  assert.equal(body.name, 'thing');
});
test('has a default for everything', async () => {
  const body = await get('/thing').then(
    (response) => response.json().catch(() => ({})),
    () => ({}),
  );
  assert.equal(body.name ?? 'thing', 'thing');
});
test('asserts in a promise that nobody waits for', async () => {
  const answer = await get('/thing');
  void answer.json().then(
    (body) => assert.equal(body.name, 'thing'),
    () => undefined,
  );
});
test('rejects, no matter how', () => assert.rejects(async () => assert.equal((await get('/thing')).status, 201)));
test('collects what went wrong and throws it away', async () => {
  const results = await Promise.allSettled([get('/thing'), get('/thing')]);
  assert.equal(results.length, 2);
});
describe('after a set-up that asked', () => {
  let name;
  before(async () => {
    ({ name } = await (await get('/thing')).json());
    assert.equal(name, 'thing');
  });
  test('asserts nothing', () => {});
  test('adds up', () => assert.equal(1 + 1, 2));
});
describe('each of no paths', () => {
  for (const path of (process.env.PATHS ?? '').split(',').filter(Boolean)) {
    test(path, async () => assert.equal((await get(path)).status, 200));
  }
});
