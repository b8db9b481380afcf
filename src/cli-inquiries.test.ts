import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withTerminal } from '#testing/terminal-scene.ts';

interface Document {
  readonly id: string;
  readonly run: string;
  readonly state: string;
  readonly diagnoses: readonly { readonly causes: readonly { readonly id: string }[] }[];
  readonly observations: readonly { readonly id: string }[];
}

test('why, asked now, asked again or shown later, is one document with diagnoses and observations', async () => {
  await withTerminal(async ({ setFaults, type }) => {
    setFaults('handler-error');
    assert.equal((await type('run', 'websocket-events')).code, 1);
    const asked = await type('why', 'r1', '--json');
    assert.equal(asked.code, 0, asked.stderr);
    const document: Document = JSON.parse(asked.stdout);
    const { id, run, state, diagnoses, observations } = document;
    assert.deepEqual([id, run, state], ['w1', 'r1', 'done']);
    assert.equal(diagnoses[0]?.causes[0]?.id, 'handler-error');
    assert.ok(observations.length > 0);
    for (const words of [
      ['why', 'r1'],
      ['show', 'w1'],
    ]) {
      assert.deepEqual(JSON.parse((await type(...words, '--json')).stdout), document, words.join(' '));
    }
  });
});
