// Tests that would be red if the stack did not work. None of them may be called fake.
import assert from 'node:assert/strict';
import http from 'node:http';
import { before, describe, it, test } from 'node:test';

const url = process.env.STACK_URL;
const ask = (path) => fetch(url + path).then((response) => response.json());

test('asks', async () => assert.deepEqual(await ask('/thing'), { name: 'thing' }));
test('asks again', async () => assert.equal((await ask('/thing')).name, 'thing'));
test('asks by callback', (t, done) => {
  http.get(`${url}/thing`, (response) => {
    assert.equal(response.headers['content-type'], 'application/json');
    response.resume().on('end', done);
  });
});
test('expects a refusal', async () => assert.equal((await fetch(`${url}/nothing`)).status, 404));
test('speaks over a WebSocket', async () => {
  const socket = new WebSocket(process.env.STACK_WS);
  const { promise, resolve, reject } = Promise.withResolvers();
  socket.addEventListener('open', () => socket.send('hello'));
  socket.addEventListener('message', ({ data }) => resolve(data));
  socket.addEventListener('close', ({ code }) => reject(new Error(`closed with ${code}`)));
  assert.equal(await promise, 'hello');
  socket.close();
});
describe('at once', { concurrency: 3 }, () => {
  for (const number of [1, 2, 3]) {
    it(`asks ${number}`, async () => assert.equal((await ask('/thing')).name, 'thing'));
  }
});
describe('with a set-up of its own', () => {
  let token;
  before(async () => (token = (await ask('/thing')).name));
  it('uses it', async () => assert.equal((await ask(`/${token}`)).name, 'thing'));
});
