import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OperatorError } from '#domain/operator-error.ts';

import { writeDown } from './write-down.ts';

const full = new OperatorError({ code: 'STORE_FULL', message: 'The disk is full', hint: 'Make room' });
const quiet = { onTrouble: () => undefined };

test('what a full disk refused is written when there is room again, and each refusal is told', async () => {
  let refusals = 2;
  const told: string[] = [];
  const write = async (): Promise<string> => {
    if (refusals > 0) {
      refusals -= 1;
      throw full;
    }
    return 'written';
  };
  const signal = new AbortController().signal;
  assert.equal(await writeDown(write, { onTrouble: (error) => void told.push(error.code) }, signal), 'written');
  assert.deepEqual(told, ['STORE_FULL', 'STORE_FULL']);
});

test('a fault that time does not mend is not tried again', async () => {
  const taken = new OperatorError({ code: 'STORE_TAKEN_OVER', message: 'Taken', hint: 'Stop one' });
  const bug = new TypeError('a bug');
  const { signal } = new AbortController();
  await assert.rejects(
    writeDown(() => Promise.reject(taken), quiet, signal),
    taken,
  );
  await assert.rejects(
    writeDown(() => Promise.reject(bug), quiet, signal),
    bug,
  );
});

test('a shutdown ends the waiting', async () => {
  const stop = new AbortController();
  const written = writeDown(() => Promise.reject(full), { onTrouble: () => stop.abort() }, stop.signal);
  await assert.rejects(written, full);
});
