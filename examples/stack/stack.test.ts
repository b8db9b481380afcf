import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startStack } from './start-stack.ts';

test('two stacks run beside each other on free ports', async (t) => {
  const [one, other] = await Promise.all([start(t), start(t)]);
  assert.notEqual(one.apiUrl, other.apiUrl);
  for (const { apiUrl } of [one, other]) assert.equal((await fetch(`${apiUrl}/health/ready`)).status, 200);
});

test('a fault can be switched on and off while the stack runs', async (t) => {
  const { apiUrl, faults } = await start(t);
  const set = async (names: unknown) => {
    const response = await fetch(`${apiUrl}/faults`, { method: 'POST', body: JSON.stringify({ faults: names }) });
    return { status: response.status, body: await response.json() };
  };
  assert.deepEqual(await set(['no-healthy-upstream']), { status: 200, body: { faults: ['no-healthy-upstream'] } });
  assert.equal((await fetch(`${apiUrl}/health`)).status, 503);
  assert.deepEqual(await set([]), { status: 200, body: { faults: [] } });
  assert.equal((await fetch(`${apiUrl}/health`)).status, 200);
  assert.equal((await set(['no-such-fault'])).status, 400);
  assert.equal((await set('handler-error')).status, 400);
  assert.deepEqual(faults.list(), []);
});

test('an unknown fault is refused at the start, with the known ones', async () => {
  await assert.rejects(
    startStack({ faults: ['constructor'] }),
    /no fault named "constructor"; known: handler-error, /u,
  );
});

test('closing the stack breaks what hangs and frees its ports', async () => {
  const stack = await startStack({ faults: ['dependency-hanging'] });
  const hanging = assert.rejects(fetch(`${stack.apiUrl}/health/ready`));
  await fetch(`${stack.apiUrl}/health`);
  await stack.close();
  await hanging;
  await assert.rejects(fetch(`${stack.apiUrl}/health`));
  const again = await startStack({ ports: { api: Number(new URL(stack.apiUrl).port) } });
  assert.equal(again.apiUrl, stack.apiUrl);
  await again.close();
});

async function start(t: TestContext) {
  const stack = await startStack();
  t.after(() => stack.close());
  return stack;
}
