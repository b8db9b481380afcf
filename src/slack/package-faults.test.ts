import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SocketModeReceiver } from '@slack/bolt';
import { pino } from 'pino';

import { toBoltLogger } from './log.ts';
import { isPackageFault } from './package-faults.ts';

function takers(): readonly ((text: string) => unknown)[] {
  const logger = toBoltLogger(pino({ level: 'silent' }));
  const { client } = new SocketModeReceiver({ appToken: 'xapp-x', logger });
  return client.listeners('ws_message');
}

test('what rises inside the Socket Mode package is no bug of ours', async () => {
  const [take] = takers();
  const raised = await Promise.resolve('null')
    .then(take)
    .catch((error: unknown) => error);
  assert.ok(raised instanceof TypeError);
  assert.equal(isPackageFault(raised), true);
});

test('what rises in our code, or on a way through it, is ours', async () => {
  const [take] = takers();
  const raised = await Promise.resolve('null')
    .then(async (text) => await take?.(text))
    .catch((error: unknown) => error);
  assert.equal(isPackageFault(raised), false);
  assert.equal(isPackageFault(new Error('a bug')), false);
  for (const value of [undefined, 'text', Object.assign(new Error('x'), { stack: 'x' })]) {
    assert.equal(isPackageFault(value), false);
  }
});
