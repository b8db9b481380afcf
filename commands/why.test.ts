import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CommandContext } from '#chat/command.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Inquiry } from '#domain/diagnosis.ts';
import type { Reply } from '#domain/reply.ts';
import { makeDiagnosis } from '#testing/make-inquiry.ts';
import { makeRun } from '#testing/make-run.ts';
import { createMemoryStore } from '#testing/memory-store.ts';

import { whyCommand } from './why.ts';

const red = makeRun({ id: 'r12', state: 'failed', verdict: 'failed' });
const causeAt = (confidence: number) => [
  { id: 'handler-error', confidence, coverage: 1, supports: [], contradicts: [] },
];

interface Scene {
  readonly say: (...words: readonly string[]) => Promise<Reply>;
  readonly depthOf: (reply: Reply) => Promise<Inquiry['depth'] | undefined>;
}

/** A red run that a quick inquiry was sure of to that degree. */
async function sceneWith(confidence?: number): Promise<Scene> {
  const store = createMemoryStore({ runs: [red] });
  const { inquiries } = store.watch;
  const asked = { requestId: 'auto', run: 'r12', environment: 'staging', requestedBy: red.requestedBy } as const;
  if (confidence !== undefined) {
    const { inquiry } = await inquiries.add({ ...asked, depth: 'quick', queuedAt: red.queuedAt });
    const diagnoses = [makeDiagnosis({ causes: causeAt(confidence) })];
    await inquiries.change(inquiry.id, (each) => ({ ...each, state: 'done', diagnoses, endedAt: red.queuedAt }));
  }
  const context: CommandContext = {
    request: { id: 'q1', via: 'command', words: [], actor: red.requestedBy, receivedAt: red.queuedAt },
    configuration: parseConfiguration('environments: { staging: {} }\nsuites: {}\n', '/e2e.yaml'),
    variables: {},
    store,
    now: () => new Date(red.queuedAt),
  };
  let count = 0;
  return {
    say: (...words) => {
      const request = { ...context.request, id: `q${(count += 1)}` };
      return whyCommand.run(whyCommand.parse(words), { ...context, request });
    },
    depthOf: async ({ inquiries: [id] = [] }) => (id === undefined ? undefined : (await inquiries.get(id))?.depth),
  };
}

test('why takes the time it needs, unless it is asked to be quick', async () => {
  const { say, depthOf } = await sceneWith();
  assert.equal(await depthOf(await say('r12', 'quick')), 'quick');
  assert.equal(await depthOf(await say('r12')), 'full');
});

test('what a quick inquiry decided is answered at once, but for whoever wants all of it', async () => {
  const { say, depthOf } = await sceneWith(0.93);
  const known = await say('r12');
  assert.equal(await depthOf(known), undefined);
  assert.match(known.headline, /handler-error/u);
  assert.equal(await depthOf(await say('r12', 'full')), 'full');
});

test('what a quick inquiry left open is asked anew with all the time', async () => {
  const { say, depthOf } = await sceneWith(0.6);
  assert.equal(await depthOf(await say('r12')), 'full');
});
