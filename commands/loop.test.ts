import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Request, Store } from '#state/state.ts';
import { makeApproval, makeRound } from '#testing/make-loop.ts';

import { commands } from './index.ts';

const yaml = `
environments:
  staging: { deploy: { command: [deploy, --to, staging], approval: four-eyes } }
  preview: {}
suites:
  events: { runner: pytest, command: [pytest, b.py], priority: 2 }
  critical: { runner: pytest, command: [pytest, a.py], priority: 1 }
  billing: { runner: pytest, command: [pytest, c.py], priority: 2, environments: [preview] }
`;

interface Scene {
  readonly store: Store;
  readonly say: (text: string, as?: string, via?: Request['via']) => Promise<Reply>;
  readonly setNow: (at: string) => void;
}

async function scene(t: TestContext): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-loop-'));
  let now = new Date('2026-03-02T10:00:00.000Z');
  const store = await openJsonStore({ data: path.join(folder, 'data'), keepRuns: 100, now: () => now });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const configuration = parseConfiguration(yaml, path.join(folder, 'e2e.yaml'));
  const bugs: unknown[] = [];
  const dispatch = createDispatch({
    commands,
    configuration: () => configuration,
    variables: {},
    store,
    whois: async () => ({ kind: 'member', names: [] }),
    now: () => now,
    onBug: (error) => bugs.push(error),
  });
  let count = 0;
  return {
    store,
    setNow: (at) => (now = new Date(at)),
    say: async (text, as = 'Ada', via = 'command') => {
      const reply = await dispatch({
        id: `q${(count += 1)}`,
        via,
        words: toWords(text),
        actor: { id: as, name: as, via: 'slack' },
        place: { channel: 'C1' },
        receivedAt: now.toISOString(),
      });
      assert.deepEqual(bugs, []);
      return reply;
    },
  };
}

const hintOf = ({ sections: [section] }: Reply): unknown => (section?.kind === 'text' ? section.line[0] : undefined);

async function askApproval(store: Store): Promise<string> {
  const { requestId, loop, round, environment, asks, card, place, queuedAt, expiresAt } = makeApproval({
    asks: 'four-eyes',
  });
  const requestedBy = { id: 'Ada', name: 'Ada', via: 'slack' } as const;
  const order = { requestId, loop, round, environment, asks, card, requestedBy, place, queuedAt, expiresAt };
  return (await store.work.approvals.add(order)).record.id;
}

test('a loop is recorded with its suites by priority, each once, and its bounds', async (t) => {
  const { say, store } = await scene(t);
  const reply = await say('loop events critical p2 on staging max 2 for 90m');
  assert.equal(reply.headline, 'l1: loop of critical, events on staging, at most 2 rounds and 1h 30m');
  assert.deepEqual(reply.loops, ['l1']);
  const { suites, mostRounds, mostMs, deploys, keepsBuild, state, requestedBy } =
    (await store.work.loops.get('l1')) ?? {};
  assert.deepEqual(
    { suites, mostRounds, mostMs, deploys, keepsBuild, state, by: requestedBy?.name },
    {
      suites: ['critical', 'events'],
      mostRounds: 2,
      mostMs: 5_400_000,
      deploys: true,
      keepsBuild: false,
      state: 'queued',
      by: 'Ada',
    },
  );
});

test('the second person is pointed at the loop of the environment; another environment has its own', async (t) => {
  const { say, store } = await scene(t);
  await say('loop critical');
  const second = await say('loop events on staging', 'Grace');
  assert.equal(second.headline, 'l1 is already queued on staging, asked for by Ada just now; nothing new was begun');
  assert.deepEqual(second.loops, ['l1']);
  assert.equal((await say('loop critical on preview without deploy', 'Grace')).loops?.[0], 'l2');
  assert.equal((await store.work.loops.active()).length, 2);
});

test('of two who ask in the same moment one begins', async (t) => {
  const { say, store } = await scene(t);
  const replies = await Promise.all(['Ada', 'Grace', 'Lin'].map((name) => say('loop critical', name)));
  const active = await store.work.loops.active();
  assert.equal(active.length, 1);
  assert.deepEqual(
    replies.map(({ loops }) => loops),
    replies.map(() => [active[0]?.id]),
  );
  const later = (await store.work.loops.list({ limit: 5 })).filter(({ id }) => id !== active[0]?.id);
  assert.deepEqual(
    later.map(({ state, reason }) => [state, reason]),
    later.map(() => ['stopped', `${active[0]?.id} was asked for in the same moment`]),
  );
});

test('a locked environment refuses with who and why, one without deploy with the way out', async (t) => {
  const { say, store } = await scene(t);
  await say('lock staging a demo', 'Grace');
  const locked = await say('loop critical');
  assert.equal(locked.refusal, 'ENVIRONMENT_LOCKED');
  assert.match(locked.headline, /locked by Grace since .*: "a demo"$/u);
  const missing = await say('loop critical on preview');
  assert.equal(missing.headline, '"preview" has no deploy command in e2e.yaml');
  assert.equal(hintOf(missing), 'Add "deploy" to it, or test what runs now: "loop critical on preview without deploy"');
  assert.deepEqual(await store.work.loops.active(), []);
});

test('words that a loop does not have are refused, with the ones that it has', async (t) => {
  const { say, store } = await scene(t);
  for (const [text, headline] of [
    ['loop critcal', 'No suite named "critcal"'],
    ['loop billing', 'Suite "billing" may not run on "staging"'],
    ['loop critical max many', '"many" is no number of rounds'],
    ['loop critical max 0', '"0" is no number of rounds from 1 to 20'],
    ['loop critical max 21', '"21" is no number of rounds from 1 to 20'],
    ['loop critical for ever', '"ever" is no time for a loop'],
    ['loop critical for 2s', '"2s" is no time for a loop'],
    ['loop critical without tests', '"without tests" is not known; "without deploy" is'],
    ['loop critical keep calm', '"keep calm" is not known; "keep build" is'],
    ['loop on staging', 'The suites are missing'],
    ['loop critical --yes', '"--yes" is not an option here'],
    ['loop ";rm -rf /"', 'No suite named ";rm -rf /"'],
  ] as const) {
    assert.equal((await say(text)).headline, headline, text);
  }
  assert.deepEqual(await store.work.loops.active(), []);
});

test('without words a form asks, and its values are words of the command', async (t) => {
  const { say, store } = await scene(t);
  const { form } = await say('loop');
  assert.deepEqual(
    form?.fields.map(({ name, prefix }) => [name, ...prefix]),
    [['suites'], ['environment', 'on'], ['rounds', 'max'], ['without', 'without']],
  );
  assert.equal((await say('loop p1 on staging max 2 without deploy', 'Ada', 'form')).refusal, undefined);
  assert.equal((await store.work.loops.get('l1'))?.deploys, false);
});

test('one of two who decide at once decides, and the other is told who did', async (t) => {
  const { say, store } = await scene(t);
  const id = await askApproval(store);
  assert.equal((await say(`approve ${id}`)).refusal, 'FOUR_EYES');
  const replies = await Promise.all([say(`approve ${id}`, 'Grace'), say(`refuse ${id} not now`, 'Lin')]);
  assert.deepEqual(
    replies.map(({ headline }) => headline),
    ['y1: Grace approved deploy of 9c1d on staging', 'y1 is already approved by Grace at 10:00 UTC'],
  );
  const approval = await store.work.approvals.get(id);
  assert.deepEqual([approval?.state, approval?.decidedBy?.name, approval?.reason], ['approved', 'Grace', undefined]);
});

test('refusing keeps the reason; a button asks for it with a form', async (t) => {
  const { say, store } = await scene(t);
  const id = await askApproval(store);
  const { form } = await say(`refuse ${id}`, 'Grace', 'button');
  assert.deepEqual(
    form?.fields.map(({ name, prefix }) => [name, ...prefix]),
    [['reason', 'y1']],
  );
  assert.equal((await store.work.approvals.get(id))?.state, 'waiting');
  const refused = await say(`refuse ${id} "not during the demo"`, 'Grace', 'form');
  assert.equal(refused.headline, 'y1: Grace refused deploy of 9c1d on staging: not during the demo');
  assert.equal(
    (await say(`refuse ${id}`, 'Lin', 'button')).headline,
    'y1 is already refused by Grace at 10:00 UTC: "not during the demo"',
  );
});

test('what has expired cannot be approved, and what never was is named', async (t) => {
  const { say, store, setNow } = await scene(t);
  const id = await askApproval(store);
  setNow('2026-03-02T10:30:02.000Z');
  assert.equal((await say(`approve ${id}`, 'Grace')).refusal, 'EXPIRED');
  const unknown = await say('approve y9', 'Grace');
  assert.deepEqual(
    [unknown.headline, hintOf(unknown)],
    ['No approval named "y9"', 'What waits: y1 (deploy on staging)'],
  );
  assert.equal((await say('refuse')).refusal, 'BAD_WORDS');
  assert.equal((await say(`refuse y1 ${'x'.repeat(301)}`)).refusal, 'BAD_WORDS');
});

test('a loop is stopped once, by anybody who may run', async (t) => {
  const { say, store } = await scene(t);
  await say('loop critical');
  await store.work.loops.change('l1', (loop) => ({ ...loop, state: 'running' }));
  assert.equal((await say('stop l1', 'Grace')).headline, 'l1 is being stopped; staging is unlocked when it has ended');
  assert.equal((await say('stop l1')).headline, 'l1 is already being stopped by Grace');
  assert.equal((await store.work.loops.get('l1'))?.stopRequestedBy?.name, 'Grace');
  await store.work.loops.change('l1', (loop) => ({ ...loop, state: 'stopped' }));
  assert.equal((await say('stop l1')).headline, 'l1 had already ended: stopped');
  await say('loop critical');
  assert.equal((await say('stop l2', 'Grace')).headline, 'l2 is stopped before it began');
  assert.equal((await say('stop l7')).refusal, 'UNKNOWN_LOOP');
});

test('history lists loops beside runs, and help tells its commands in groups, each once', async (t) => {
  const { say } = await scene(t);
  await say('loop critical');
  assert.match(JSON.stringify((await say('history')).sections), /l1.*Loop on staging is queued: critical, just now/u);
  const { sections } = await say('help');
  const titles = sections.flatMap((section) => (section.kind === 'text' ? section.line : []));
  assert.deepEqual(
    titles.map((span) => (typeof span === 'string' ? span : 'text' in span && span.text)),
    ['Run and deploy', 'Watch', 'Understand', 'Keep order'],
  );
  const items = sections.flatMap((section) => (section.kind === 'list' ? section.items : []));
  assert.equal(items.length, commands.length);
});

test('show tells a loop, one thing that it saw, and a card', async (t) => {
  const { say, store } = await scene(t);
  await say('loop critical');
  const at = '2026-03-02T10:00:00.000Z';
  const seen = {
    source: 'deploy',
    fact: 'deploy.exit',
    value: 1,
    at,
    says: 'exited with 1',
    raw: 'push failed',
  } as const;
  await store.work.loops.change('l1', (loop) => ({
    ...loop,
    state: 'running',
    startedAt: at,
    rounds: [makeRound({ runs: [], decision: undefined, endedAt: undefined })],
    observations: [{ id: 'o1', group: 'l1.1', isControlled: false, ...seen }],
  }));
  const shown = await say('show l1');
  assert.match(shown.headline, /^Loop on staging, round 1 of 3: /u);
  assert.match(JSON.stringify(shown.sections), /version passed.*exited with 1/u);
  assert.match(JSON.stringify((await say('show l1.o1')).sections), /push failed/u);
  assert.equal((await say('show l1.o2')).refusal, 'UNKNOWN_OBSERVATION');
  const id = await askApproval(store);
  assert.match((await say(`show ${id}`)).headline, /^Approve deploy of 9c1d on staging\? Asked for by Ada/u);
});
