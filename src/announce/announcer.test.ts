import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { noCounts } from '#domain/test-result.ts';
import { createOutbox, type Outbox } from '#slack/outbox.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { NewRun, Store } from '#state/state.ts';
import { readRunLog } from '#suites/read-run-log.ts';
import { makeFailure } from '#testing/make-run.ts';
import { createOutboxBench, type OutboxBench } from '#testing/outbox-bench.ts';
import { breaches } from '#testing/slack-limits.ts';

import { startAnnouncer, type AnnouncerParts } from './announcer.ts';
import type { Announcer } from './follow-records.ts';

const suite = { name: 'critical', owner: 'U0BEN1', impact: '$120K+ MRR' };
const configuration = { suites: new Map([['critical', suite]]) };
const ana = { id: 'U0ANA1', name: 'ana', via: 'slack' } as const;

let folder = '';
let store: Store;
let bench: OutboxBench<Outbox>;
let errors: string[] = [];
const now = (): Date => new Date(bench.clock.now());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'announcer-'));
  bench = createOutboxBench(createOutbox);
  store = await openJsonStore({ data: folder, keepRuns: 100, readOnly: false, now });
  errors = [];
});
afterEach(async () => {
  bench.stop.abort();
  await bench.clock.until(bench.outbox.idle());
  await store.close();
  await rm(folder, { recursive: true });
});

const personOf = async (owner: string): Promise<string> => owner;

function start(parts: Partial<AnnouncerParts> = {}): Announcer {
  const log = { error: (message: string): void => void errors.push(message) };
  const { runs, requests, locks, proofs, notices, watch, work } = store;
  const subscribe: Store['subscribe'] = (listener) => store.subscribe(listener);
  // The posts are those of the outbox.
  const told: Store = {
    runs,
    posts: bench.posts,
    requests,
    locks,
    proofs,
    notices,
    watch,
    work,
    subscribe,
    close: async () => {},
  };
  const sources = { store: told, configuration: () => configuration, now, readLog: readRunLog, personOf };
  const all = { ...sources, teller: bench.outbox, log };
  return startAnnouncer({ ...all, ...parts }, bench.signal);
}

function newRun(number: number): NewRun {
  const target = { suite: 'critical', environment: 'staging', selection: {} };
  return {
    ...target,
    requestId: `q${number}`,
    requestedBy: ana,
    place: { channel: 'C1' },
    queuedAt: now().toISOString(),
  };
}

/** The announcer has told all and the store knows. */
async function untilTold(id: string): Promise<void> {
  const seen = { told: false };
  const watch = store.subscribe((changed) => {
    if (changed === id) void store.runs.get(id).then((run) => (seen.told ||= run?.toldAt !== undefined));
  });
  const before = await store.runs.get(id);
  await bench.clock.when(() => seen.told || before?.toldAt !== undefined);
  watch();
}

async function runToEnd(number: number, red: readonly string[]): Promise<string> {
  const {
    run: { id },
  } = await store.runs.add(newRun(number));
  await store.runs.change(id, { state: 'running', startedAt: now().toISOString() });
  await bench.clock.pass(10_000);
  const tests = ['a', 'b', 'c'].map((name) =>
    red.includes(name) ? makeFailure(name) : makeFailure(name, { outcome: 'passed', failure: undefined }),
  );
  await store.runs.saveTests(id, tests);
  await mkdir(store.runs.folder(id), { recursive: true });
  await writeFile(join(store.runs.folder(id), 'output.log'), `output of ${id}\n`);
  await store.runs.change(id, {
    state: red.length > 0 ? 'failed' : 'passed',
    verdict: red.length > 0 ? 'failed' : 'unproven',
    endedAt: now().toISOString(),
    counts: { ...noCounts, failed: red.length, passed: 3 - red.length },
    failures: tests.filter((each) => each.outcome === 'failed'),
  });
  return id;
}

test('a run is told from its queueing to its verdict in one message, with its failures and its log below', async () => {
  const announcer = start();
  await untilTold(await runToEnd(1, []));
  const id = await runToEnd(2, ['b']);
  await untilTold(id);
  await bench.clock.until(announcer.settled());
  const root = bench.slack.workspace.messages.find(({ text }) => text.includes(`${id} ·`));
  assert.match(root?.text ?? '', /^critical on staging failed: 1 of 3 tests in 10\.0 s\n• b\nImpact \$120K\+ MRR\n/u);
  assert.match(root?.text ?? '', /<https:\/\/files\.test\/F2\|Full log>/u);
  const thread = bench.slack.workspace.messages.filter(({ thread_ts }) => thread_ts === root?.ts);
  assert.match(
    thread[0]?.text ?? '',
    /^1 of 3 tests failed: 1 new\n.*::b\nassert 503 == 200\nfailed after 5\.0 s · new: passed in the run before\nOwner of critical: <@U0BEN1>$/u,
  );
  assert.equal(thread[1]?.files[0]?.['name'], `${id}-output.log`);
  assert.equal(bench.slack.workspace.uploads.get(`${id}-output.log`), `output of ${id}\n`);
  assert.equal(thread.length, 2);
  assert.deepEqual(errors, []);
});

test('new failures are told before known ones', async () => {
  start();
  await untilTold(await runToEnd(1, ['a']));
  await untilTold(await runToEnd(2, ['a', 'b']));
  const told = bench.slack.workspace.messages.find(({ text }) => text.startsWith('2 of 3 tests failed'));
  assert.match(
    told?.text ?? '',
    /^2 of 3 tests failed: 1 new, 1 known\n.*::b\n[^•]*\n.*::a\n.*\n.*known: red in r1, too/u,
  );
});

test('at the start what an earlier process left untold is told, also a run that was interrupted', async () => {
  const {
    run: { id },
  } = await store.runs.add(newRun(1));
  const first = start();
  await store.runs.change(id, { state: 'running', startedAt: now().toISOString() });
  await bench.clock.when(() => bench.slack.workspace.messages.length === 1);
  bench.stop.abort();
  await bench.clock.until(first.settled());
  await store.runs.change(id, { state: 'interrupted', endedAt: now().toISOString() });
  bench = bench.restart();
  start();
  await untilTold(id);
  const texts = bench.slack.workspace.messages.map(({ text }) => text.split('\n')[0]);
  assert.match(texts[0] ?? '', /^critical on staging was interrupted after/u);
  assert.deepEqual(texts.slice(1), ['Teneleven was restarted while this ran; nothing was repeated']);
});

/** The process dies; the next one is over the same state and the same Slack. */
async function restart(announcer: Announcer): Promise<Announcer> {
  bench.stop.abort();
  await bench.clock.until(announcer.settled());
  await bench.clock.pass(1_000);
  bench = bench.restart();
  return start();
}

const linesOf = (channel: string) =>
  bench.slack.workspace.messages.filter((each) => each.channel === channel).map(({ text }) => text.split('\n', 2));

test('who asked is told the result when the channel cannot be, and the channel is after a restart', async () => {
  const first = start();
  await store.runs.add(newRun(7));
  await bench.clock.when(() => bench.slack.workspace.messages.length === 1);
  bench.slack.fail({ kind: 'error', channel: 'C1', code: 'not_in_channel', times: 100 });
  const id = await runToEnd(1, ['a']);
  await bench.clock.until(first.settled());
  const headline = 'critical on staging failed: 1 of 3 tests in 10.0 s';
  const why = `Told to you alone, since I am not in the channel any more. Let me in with /invite. All of it: show ${id}`;
  assert.deepEqual(linesOf(ana.id), [[headline, why]]);
  assert.equal((await store.runs.get(id))?.toldAt, undefined);
  bench.slack.recover();
  await restart(first);
  await untilTold(id);
  assert.deepEqual(linesOf('C1')[0]?.[0], headline);
  assert.equal(linesOf(ana.id).length, 1);
});

test('a channel that is still closed after a restart is not tried for ever', async () => {
  bench.slack.fail({ kind: 'error', channel: 'C1', code: 'is_archived', times: 100 });
  const first = start();
  const id = await runToEnd(1, ['a']);
  await bench.clock.until(first.settled());
  await restart(first);
  await untilTold(id);
  assert.equal(bench.slack.callsOf('chat.postMessage').filter(({ wish }) => wish.channel === 'C1').length, 2);
  assert.match(linesOf(ana.id)[0]?.[1] ?? '', /^Told to you alone, since the channel was archived\./u);
  assert.equal(linesOf(ana.id).length, 1);
});

test('where the person cannot be told either, that is the end of it after a restart', async () => {
  bench.slack.fail({ kind: 'error', code: 'channel_not_found', times: 100 });
  const first = start();
  const id = await runToEnd(1, ['a']);
  await bench.clock.until(first.settled());
  await restart(first);
  await untilTold(id);
  assert.equal(bench.slack.workspace.messages.length, 0);
  assert.ok(bench.slack.calls.length <= 4);
});

test('with Slack failing in every way in the middle of a run each message comes once, in order, with the final state', async () => {
  start();
  bench.slack.fail({ method: 'chat.postMessage', kind: 'lost' });
  bench.slack.fail({ method: 'chat.update', kind: 'ratelimited', retryAfterS: 20 });
  bench.slack.fail({ method: 'chat.update', kind: 'server-error', times: 3 });
  bench.slack.fail({ method: 'files.completeUploadExternal', kind: 'lost' });
  const id = await runToEnd(1, ['a']);
  bench.slack.fail({ method: 'chat.postMessage', kind: 'hang', times: 2 });
  await untilTold(id);
  const messages = bench.slack.workspace.messages.map(({ text, files }) => text.split('\n')[0] || files[0]?.['name']);
  assert.deepEqual(messages, [
    'critical on staging failed: 1 of 3 tests in 10.0 s',
    '1 of 3 tests failed: 1 new',
    `${id}-output.log`,
  ]);
});

test('a run is told without its log when its folder takes no file', async () => {
  start({ readLog: () => Promise.reject(new Error('ENOSPC: no space left on device')) });
  await untilTold(await runToEnd(1, []));
  assert.equal(bench.slack.workspace.messages.length, 1);
  assert.deepEqual(errors, ['A file of r1 cannot be uploaded: ENOSPC: no space left on device']);
});

test('a store that cannot be read for a moment holds up nothing for long', async () => {
  let failures = 2;
  const runs = new Proxy(store.runs, {
    get(target, name: keyof Store['runs']) {
      if (name === 'list' && failures > 0) {
        failures -= 1;
        return () => Promise.reject(new Error('disk is busy'));
      }
      return target[name].bind(target);
    },
  });
  const { posts, requests, locks, proofs, notices, watch, work } = store;
  const subscribe: Store['subscribe'] = (listener) => store.subscribe(listener);
  start({
    store: { runs, posts, requests, locks, proofs, notices, watch, work, subscribe, close: async () => {} },
    retryAfterMs: 5,
  });
  await untilTold(await runToEnd(1, []));
  assert.match(errors[0] ?? '', /^Run r1 could not be told, trying again: disk is busy$/u);
});

test('five hundred failures with 100 kB each are told inside the limits of Slack, the rest in a file', async () => {
  const {
    run: { id },
  } = await store.runs.add(newRun(1));
  await store.runs.change(id, { state: 'running', startedAt: now().toISOString() });
  const message = `<!channel> \`\`\` <@U0ANA1> \u202e${'x'.repeat(100_000)}`;
  const tests = Array.from({ length: 500 }, (_, index) =>
    makeFailure(`test_${index}[${'<!here>'.repeat(50)}]`, {
      failure: { type: 'AssertionError', message, details: '' },
    }),
  );
  await store.runs.saveTests(id, tests);
  start();
  const end = { state: 'failed', endedAt: now().toISOString(), counts: { ...noCounts, failed: 500 } } as const;
  await store.runs.change(id, { ...end, failures: tests.slice(0, 10) });
  await untilTold(id);
  const sent = bench.slack.calls.filter(({ method }) => method.startsWith('chat.') && method !== 'chat.getPermalink');
  for (const { wish } of sent) assert.deepEqual(breaches({ text: wish.text, blocks: wish.blocks }), []);
  assert.ok(sent.length >= 3);
  const file = bench.slack.workspace.uploads.get(`${id}-failures.txt`) ?? '';
  assert.match(file, /^r1: critical on staging, 500 failures/u);
  assert.ok(file.length <= 4.3 * 1_048_576);
});
