// Honest tests of which nobody can see from here that they reach the stack.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const client = 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))';

test('asks by a program', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', client, `${process.env.STACK_URL}/thing`]);
  assert.equal(stdout, '{"name":"thing"}');
});
test('adds up', () => assert.equal(1 + 1, 2));
test('asks', async () => {
  const answer = await fetch(`${process.env.STACK_URL}/thing`);
  assert.deepEqual(await answer.json(), { name: 'thing' });
});
