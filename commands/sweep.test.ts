import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { createMemoryStore } from '#testing/memory-store.ts';

import { sweepCommand } from './sweep.ts';

const configuration = parseConfiguration(
  `
environments:
  staging:
    services: { api: { url: 'http://127.0.0.1:1', health: /health }, auth: { url: 'http://127.0.0.1:2', health: /health } }
    websockets: { chat: { url: 'ws://127.0.0.1:1/ws' } }
sweeps:
  every-minute: { cron: '* * * * *', endpoints: [api, chat] }
`,
  '/nowhere/e2e.yaml',
);

function scene() {
  const store = createMemoryStore();
  const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;
  const request = { id: 'q1', via: 'command', words: [], actor, receivedAt: '2026-03-02T10:00:00.000Z' } as const;
  const context = { request, configuration, variables: {}, store, now: () => new Date('2026-03-02T10:00:00Z') };
  return { store, say: (...words: readonly string[]) => sweepCommand.run(sweepCommand.parse(words), context) };
}

test('a sweep becomes a probing of its endpoints, and no other', async () => {
  const { store, say } = scene();
  const reply = await say('every-minute');
  assert.deepEqual(reply.probings, ['p1']);
  const probing = await store.watch.probings.get('p1');
  assert.deepEqual(probing?.aim, {
    kind: 'endpoints',
    word: 'every-minute',
    endpoints: ['api', 'chat'],
    sweep: 'every-minute',
  });
  assert.equal(probing?.environment, 'staging');
});

test('the same request makes one probing', async () => {
  const { say } = scene();
  await say('every-minute');
  assert.deepEqual((await say('every-minute')).probings, ['p1']);
});

test('a sweep that is not configured is refused with the nearest that is', async () => {
  await assert.rejects(scene().say('every-minut'), { code: 'UNKNOWN_SWEEP', hint: /Did you mean "every-minute"\?/ });
});

test('without a name the sweeps are listed, with a form to choose from', async () => {
  const reply = await scene().say();
  assert.equal(reply.refusal, 'BAD_WORDS');
  assert.equal(reply.form?.fields.length, 1);
});
