// Tests that are green and show nothing. None of them may be believed.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

const url = process.env.STACK_URL;
const ask = (path) => fetch(url + path).then((response) => response.json());

test('asserts nothing', () => {});
test('sleeps to look busy', () => setTimeout(50));
test('swallows exceptions', async () => {
  try {
    assert.equal((await ask('/thing')).name, 'thing');
  } catch {}
});
test('mocks the client', async (t) => {
  t.mock.method(globalThis, 'fetch', async () => Response.json({ name: 'thing' }));
  assert.equal((await ask('/thing')).name, 'thing');
});
test('asks another server', async () => {
  assert.equal((await (await fetch(`${process.env.OTHER_URL}/thing`)).json()).name, 'thing');
});
test('never awaits', () => {
  ask('/thing').then(
    ({ name }) => assert.equal(name, 'thing'),
    () => {},
  );
});
test('connects and says nothing', async () => {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
  socket.destroy();
});
test('takes any failure for the one expected', async () => {
  await assert.rejects(async () => assert.equal((await ask('/thing')).name, 'another thing'));
});
test('skips itself when anything is wrong', async (t) => {
  try {
    await ask('/thing');
  } catch {
    t.skip('the stack is down');
  }
});
test('falls back', async () => {
  const name = await ask('/thing').then(
    (body) => body.name,
    () => 'thing',
  );
  assert.equal(name, 'thing');
});
