import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import { makeInquiry } from '#testing/make-inquiry.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';

import { commands } from './index.ts';

const configuration = parseConfiguration('environments: { staging: {} }\n', '/e2e.yaml');
const now = (): Date => new Date('2026-03-02T11:00:00.000Z');

async function scene(state: 'done' | 'running' = 'done') {
  const store: MemoryStore = createMemoryStore();
  const { id: _id, ...rest } = makeInquiry();
  const { inquiry } = await store.watch.inquiries.add(rest);
  await store.watch.inquiries.change(inquiry.id, (current) => ({ ...current, ...rest, state, toldAt: 'told' }));
  const say = (text: string, name = 'Ada'): Promise<Reply> =>
    createDispatch({
      commands,
      configuration: () => configuration,
      variables: {},
      store,
      whois: async () => ({ kind: 'member', names: [] }),
      now,
      onBug: (error) => assert.fail(String(error)),
    })({ id: text, via: 'command', words: toWords(text), actor: { id: name, name, via: 'slack' }, receivedAt: '' });
  return { say, corrections: async () => (await store.watch.inquiries.get('w1'))?.corrections, store };
}

test('what a person knows is kept with their name, and the message is to be told again', async () => {
  const { say, corrections, store } = await scene();
  assert.equal((await say('correct w1 s1 wrong')).headline, 'Noted for w1, s1: wrong');
  await say('correct w1 s1 migration-missing because "the log says so"');
  await say('correct w1 s1 right', 'Grace');
  assert.deepEqual(
    (await corrections())?.map(({ by, verdict, cause, text }) => [by.name, verdict, cause, text]),
    [
      ['Ada', 'other', 'migration-missing', 'the log says so'],
      ['Grace', 'right', undefined, undefined],
    ],
  );
  assert.equal((await store.watch.inquiries.get('w1'))?.toldAt, undefined);
});

test('without a verdict a form asks, with the causes that were likely', async () => {
  const { say, corrections } = await scene();
  const { form, refusal } = await say('correct w1 s1');
  const [field] = form?.fields ?? [];
  assert.deepEqual(field?.kind === 'choice' ? field.options.map(({ value }) => value) : [], [
    'wrong',
    'handler-error',
    'variable-missing',
  ]);
  assert.deepEqual(field?.prefix, ['w1', 's1']);
  assert.equal(refusal, 'BAD_WORDS');
  assert.deepEqual(await corrections(), []);
});

test('what there is nothing to correct of is refused with the way out', async () => {
  const { say } = await scene();
  assert.equal((await say('correct w9 s1 right')).refusal, 'UNKNOWN_INQUIRY');
  assert.equal((await say('correct w1 s4 right')).refusal, 'UNKNOWN_SYMPTOM');
  assert.equal((await say('correct w1 s1 <!channel>')).refusal, 'BAD_WORDS');
  assert.equal((await say('correct')).refusal, 'BAD_WORDS');
  assert.equal((await (await scene('running')).say('correct w1 s1 right')).refusal, 'STILL_ASKING');
});

test('an inquiry and each of its observations are shown', async () => {
  const { say } = await scene();
  assert.match((await say('show w1')).headline, /^Why r12 failed: The handler of the WebSocket raises an error/u);
  assert.equal((await say('show w1.o2')).headline, 'Observation o2 of w1');
  assert.equal((await say('show w7')).refusal, 'UNKNOWN_INQUIRY');
});
