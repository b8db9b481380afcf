// Tests in odd styles that would be red if the stack did not work. None of them may be called fake.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { after, before, beforeEach, describe, it, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const url = process.env.STACK_URL;
const ws = process.env.STACK_WS;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

async function over(path) {
  const [response] = await once(http.get(url + path, { agent }), 'response');
  return { status: response.statusCode, body: String(await response.toArray()) };
}
function closeOf(address) {
  const socket = new WebSocket(address);
  return once(socket, 'close').then(([{ code }]) => code);
}

describe('over one connection', () => {
  after(() => agent.destroy());
  it('asks', async () => assert.deepEqual(await over('/thing'), { status: 200, body: '{"name":"thing"}' }));
  it('asks again', async () => assert.equal((await over('/nothing')).status, 404));
  it('asks once more', async () => assert.equal((await over('/private')).status, 401));
});
test('needs a token', async () => {
  const answer = await fetch(`${url}/private`, { headers: { authorization: 'Bearer good' } });
  assert.deepEqual(await answer.json(), { secret: 42 });
});
test('is closed with a policy', async () => assert.equal(await closeOf(`${ws}?close`), 1008));
test('tries again and means it', async () => {
  let last;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      assert.equal((await (await fetch(`${url}/thing`)).json()).name, 'thing');
      return;
    } catch (error) {
      last = error;
      await wait(20);
    }
  }
  throw last;
});
test('has steps', async (t) => {
  let name;
  await t.test('asks', async () => {
    ({ name } = await (await fetch(`${url}/thing`)).json());
    assert.equal(name, 'thing');
  });
  await t.test('uses it', async () => assert.deepEqual(await (await fetch(`${url}/${name}`)).json(), { name }));
});
test('speaks by hand', async () => {
  const { port, hostname } = new URL(url);
  const socket = net.connect({ port: Number(port), host: hostname });
  socket.end('GET /thing HTTP/1.0\r\n\r\n');
  assert.match(String(await socket.toArray()), /\{"name":"thing"\}$/);
});
test('reads a stream', async () => {
  const answer = await fetch(`${url}/thing`);
  const parts = [];
  for await (const part of answer.body) parts.push(part);
  assert.equal(Buffer.concat(parts).toString(), '{"name":"thing"}');
});
describe('with a fresh answer for each', () => {
  let answer;
  beforeEach(async () => (answer = await fetch(`${url}/thing`)));
  it('has a status', async () => {
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { name: 'thing' });
  });
  it('has a type', () => assert.equal(answer.headers.get('content-type'), 'application/json'));
});
describe('with one answer for all', () => {
  let body;
  before(async () => {
    body = await (await fetch(`${url}/thing`)).json();
  });
  it('has a name', () => assert.equal(body.name, 'thing'));
  it('has nothing else', () => assert.deepEqual(Object.keys(body), ['name']));
});
describe('with parts of one answer', () => {
  let status, type;
  before(async () => {
    const answer = await fetch(`${url}/private`);
    ({ status } = answer);
    type = answer.headers.get('content-type');
  });
  it('has a status', () => assert.equal(status, 401));
  it('has a type', () => assert.equal(type, 'application/json'));
});
describe('at once', { concurrency: true }, () => {
  for (const number of [1, 2]) {
    it(`speaks ${number}`, async () => {
      const socket = new WebSocket(ws);
      await once(socket, 'open');
      socket.send('hello');
      const [{ data }] = await Promise.race([once(socket, 'message'), once(socket, 'close')]);
      assert.equal(data, 'hello');
      socket.close();
    });
  }
});
