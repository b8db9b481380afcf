import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import { renderReply } from '#terminal/render-reply.ts';
import { makeAudit } from '#testing/make-audit.ts';
import { createMemoryStore } from '#testing/memory-store.ts';

import { commands } from './index.ts';

const configuration = parseConfiguration('environments: { staging: {}, preview: {} }', '/e2e.yaml');

function scene() {
  const store = createMemoryStore();
  let count = 0;
  const dispatch = createDispatch({
    commands,
    configuration: () => configuration,
    variables: {},
    store,
    whois: async () => ({ kind: 'member', names: [] }),
    now: () => new Date(),
    onBug: (error) => assert.fail(String(error)),
  });
  const say = (text: string, as = 'Ada'): Promise<Reply> =>
    dispatch({
      id: `q${(count += 1)}`,
      via: 'command',
      words: toWords(text),
      actor: { id: as, name: as, via: 'slack' },
      place: { channel: 'C1' },
      receivedAt: new Date().toISOString(),
    });
  return { store, say };
}

test('an audit is asked for of the first environment or of the one that is named', async () => {
  const { say, store } = scene();
  const reply = await say('audit');
  assert.deepEqual([reply.headline, reply.audits], ['a1: auditing staging', ['a1']]);
  assert.equal((await say('audit on preview', 'Grace')).headline, 'a2: auditing preview');
  assert.match(
    (await say('audit staging', 'Grace')).headline,
    /^staging is being audited already: a1: audit of staging, waiting/u,
  );
  assert.equal((await store.work.audits.active()).length, 2);
});

test('what is not understood starts nothing', async () => {
  const { say, store } = scene();
  assert.equal((await say('audit stagign')).refusal, 'UNKNOWN_ENVIRONMENT');
  assert.equal((await say('audit staging on preview')).refusal, 'BAD_WORDS');
  assert.equal((await say('audit staging preview')).refusal, 'BAD_WORDS');
  assert.deepEqual(await store.work.audits.active(), []);
});

test('an audit is shown with every check, one observation with its excerpt, and one that is not there says so', async () => {
  const { say, store } = scene();
  await say('audit');
  const { checks, observations, score } = makeAudit();
  await store.work.audits.change('a1', (audit) => ({ ...audit, state: 'done', checks, observations, score }));
  assert.match(renderReply(await say('show a1')), /passed JWT_SECRET_KEY is set \(weight 3; o1\)/u);
  assert.match((await say('show A1.O1')).headline, /^Observation o1 of a1$/u);
  const gone = await say('show a9');
  assert.deepEqual([gone.refusal, gone.headline], ['UNKNOWN_AUDIT', 'No audit named "a9"']);
});
