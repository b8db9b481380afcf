import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import { createDispatch } from '#chat/dispatch.ts';
import { toWords } from '#chat/words.ts';
import { parseConfiguration } from '#config/parse-configuration.ts';
import type { Reply } from '#domain/reply.ts';
import type { TestResult } from '#domain/test-result.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';

import { commands } from './index.ts';
import { loadCommand } from './load-commands.ts';

const yaml = `
environments:
  staging: {}
  preview: {}
suites:
  critical: { runner: pytest, command: [pytest, a.py], priority: 1, owner: '@backend', impact: all }
  events: { runner: pytest, command: [pytest, b.py], priority: 2 }
  billing: { runner: junit, command: [make], report: out.xml, priority: 2, environments: [preview] }
`;

interface Scene {
  readonly store: Store;
  /** Says something as somebody, and returns the answer. */
  readonly say: (text: string, as?: string) => Promise<Reply>;
}

async function scene(t: TestContext): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'teneleven-commands-'));
  const store = await openJsonStore({ data: path.join(folder, 'data'), keepRuns: 100, now: () => new Date() });
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
    whois: async ({ actor }) => ({
      kind: 'member',
      names: [],
      calledName: actor.id === 'U0GRACE' ? 'Grace' : undefined,
    }),
    now: () => new Date(),
    onBug: (error) => bugs.push(error),
  });
  let count = 0;
  return {
    store,
    say: async (text, as = 'Ada') => {
      const reply = await dispatch({
        id: `q${(count += 1)}`,
        via: 'command',
        words: toWords(text),
        actor: { id: as, name: as, via: 'slack' },
        receivedAt: new Date().toISOString(),
      });
      assert.deepEqual(bugs, []);
      return reply;
    },
  };
}

const result = (id: string, outcome: TestResult['outcome']): TestResult => ({
  id,
  outcome,
  durationMs: 5,
  attempts: 1,
});

/** Ends a run as a worker would. */
async function end(store: Store, id: string, tests: readonly TestResult[]): Promise<void> {
  await store.runs.change(id, { state: 'running', startedAt: new Date().toISOString() });
  await store.runs.saveTests(id, tests);
  await store.runs.change(id, { state: 'failed', verdict: 'failed', endedAt: new Date().toISOString() });
}

test('every file of a command is in the list', () => {
  // What several commands share, or one is too long for, has a name of more than one word.
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const named = commands.map((command) => `${command.name}.ts`);
  assert.deepEqual(
    files.filter((name) => name !== 'index.ts' && (!name.includes('-') || named.includes(name))).sort(),
    named.sort(),
  );
});

test('a suite is queued, and the second person is pointed at the first', async (t) => {
  const { say, store } = await scene(t);
  assert.equal((await say('run critical')).headline, 'r1: critical on staging starts now');
  const second = await say('run critical on staging', 'Grace');
  assert.equal(second.headline, 'r1: critical on staging is already queued, asked for by Ada just now');
  assert.deepEqual(second.runs, ['r1']);
  assert.equal((await store.runs.active()).length, 1);
});

test('others queue with their place told, per environment', async (t) => {
  const { say } = await scene(t);
  await say('run critical');
  assert.equal((await say('run events')).headline, 'r2: events on staging is queued at place 1, behind r1');
  assert.equal(
    (await say('run critical -k "a or b"')).headline,
    'r3: critical on staging is queued at place 2, behind r1, r2',
  );
  assert.equal((await say('run critical on preview')).headline, 'r4: critical on preview starts now');
});

test('a tier and all mean the suites that may run there, highest priority first', async (t) => {
  const { say, store } = await scene(t);
  assert.equal((await say('run p2 on preview')).headline, '2 of 2 runs queued on preview');
  await say('run all');
  const active = await store.runs.active();
  assert.deepEqual(
    active.map((run) => [run.suite, run.environment]),
    [
      ['events', 'preview'],
      ['billing', 'preview'],
      ['critical', 'staging'],
      ['events', 'staging'],
    ],
  );
});

test('run without words asks with a form whose values become words', async (t) => {
  const { say } = await scene(t);
  const { form } = await say('run');
  assert.deepEqual(
    form?.fields.map((field) => [field.name, field.prefix]),
    [
      ['suite', []],
      ['environment', ['on']],
      ['keyword', ['-k']],
    ],
  );
});

test('typing mistakes get the nearest word and start nothing', async (t) => {
  const { say, store } = await scene(t);
  const told = async (text: string) => {
    const reply = await say(text);
    const [section] = reply.sections;
    return [reply.refusal, reply.headline, section?.kind === 'text' ? section.line[0] : ''];
  };
  assert.deepEqual(await told('rnu critical'), [
    'UNKNOWN_COMMAND',
    'No command named "rnu"',
    'Did you mean "run"? "help" lists all commands',
  ]);
  assert.deepEqual(await told('run critcal'), [
    'UNKNOWN_SUITE',
    'No suite named "critcal"',
    'Did you mean "critical"? Known suites: critical, events, billing',
  ]);
  assert.deepEqual(await told('run critical on stagin'), [
    'UNKNOWN_ENVIRONMENT',
    'No environment named "stagin"',
    'Did you mean "staging"? Known environments: staging, preview',
  ]);
  assert.deepEqual((await told('run billing'))[1], 'Suite "billing" may not run on "staging"');
  assert.deepEqual((await told('run critical -p evil'))[1], '"-p" is not an option here');
  for (const name of ['__proto__', 'constructor', ';rm -rf /', '$(id)']) {
    assert.notEqual((await say(`run "${name}"`)).refusal, undefined, name);
  }
  assert.deepEqual(await store.runs.active(), []);
});

test('a keyword that the runner cannot take is refused before anything is queued, quickly', async (t) => {
  const { say, store } = await scene(t);
  await say('help');
  const begin = performance.now();
  const reply = await say(`run critical -k "${'('.repeat(2_900)}"`);
  assert.ok(performance.now() - begin < 25);
  assert.notEqual(reply.refusal, undefined);
  assert.notEqual((await say('run billing on preview -k x')).refusal, undefined);
  assert.deepEqual(await store.runs.active(), []);
});

test('a locked environment refuses with who and why, until it is unlocked', async (t) => {
  const { say } = await scene(t);
  assert.equal(
    (await say('lock staging a demo for the board', 'Grace')).headline,
    'Grace locked staging for new runs: a demo for the board',
  );
  const refused = await say('run critical');
  assert.equal(refused.refusal, 'ENVIRONMENT_LOCKED');
  assert.match(
    refused.headline,
    /^"staging" is locked by Grace since \d{4}-\d\d-\d\d \d\d:\d\d UTC: "a demo for the board"$/u,
  );
  assert.equal((await say('lock staging')).refusal, 'ALREADY_LOCKED');
  assert.equal((await say('run critical on preview')).refusal, undefined);
  assert.equal((await say('unlock staging')).headline, 'staging is unlocked; Grace had locked it');
  assert.equal((await say('run critical')).refusal, undefined);
  assert.equal((await say('unlock staging')).headline, 'staging was not locked');
});

test('rerun takes the failed tests of an ended run only', async (t) => {
  const { say, store } = await scene(t);
  await say('run critical');
  assert.equal((await say('rerun r1')).refusal, 'STILL_RUNNING');
  await end(store, 'r1', [result('a', 'failed'), result('b', 'passed')]);
  assert.equal((await say('rerun r1')).headline, 'r2: critical on staging starts now');
  assert.deepEqual((await store.runs.get('r2'))?.selection, { rerunOf: 'r1' });
  await end(store, 'r2', [result('a', 'passed')]);
  assert.equal((await say('rerun r2')).refusal, 'NOTHING_TO_RERUN');
  assert.equal((await say('rerun r99')).refusal, 'UNKNOWN_RUN');
  assert.equal((await say('rerun')).refusal, 'BAD_WORDS');
});

test('stop cancels a queued run at once and marks a running one', async (t) => {
  const { say, store } = await scene(t);
  await say('run critical');
  await say('run events');
  await store.runs.change('r1', { state: 'running', startedAt: new Date().toISOString() });
  assert.equal((await say('stop r2', 'Grace')).headline, 'r2 is cancelled');
  assert.equal((await say('stop r1', 'Grace')).headline, 'r1 is being stopped');
  assert.equal((await say('stop r1')).headline, 'r1 is already being stopped by Grace');
  assert.equal((await say('stop r2')).headline, 'r2 had already ended: cancelled');
  assert.equal((await store.runs.get('r1'))?.stopRequestedBy?.name, 'Grace');
});

test('status, history and show tell what is in the records, with its age', async (t) => {
  const { say, store } = await scene(t);
  assert.equal((await say('status')).headline, 'No run has ended yet; nothing is running');
  assert.equal((await say('history')).headline, 'No runs yet');
  await say('run critical');
  await end(store, 'r1', [result('t.py::a', 'failed')]);
  await say('run events');
  assert.equal((await say('status')).headline, 'staging: 1 of 1 suite red at the last run; 1 running or queued');
  assert.equal((await say('history critical')).headline, 'The latest run of critical');
  assert.equal((await say('history criticla')).refusal, 'UNKNOWN_SUITE');
  const shown = await say('show r1');
  assert.match(shown.headline, /^r1: critical on staging failed/u);
  assert.ok(JSON.stringify(shown.sections).includes('t.py::a'));
  assert.deepEqual(
    shown.actions.map((action) => action.words),
    [['rerun', 'r1']],
  );
});

test('the standing of a suite is its newest whole run, not a part of it or one that was stopped', async (t) => {
  const { say, store } = await scene(t);
  await say('run critical');
  await end(store, 'r1', [result('a', 'failed'), result('b', 'passed')]);
  await say('run critical -k b');
  await store.runs.change('r2', { state: 'running', startedAt: new Date().toISOString() });
  await store.runs.change('r2', { state: 'passed', verdict: 'unproven', endedAt: new Date().toISOString() });
  const status = await say('status staging');
  assert.equal(status.headline, 'staging: 1 of 1 suite red at the last run; nothing is running');
  assert.match(
    JSON.stringify(status.sections),
    /r1: critical on staging failed.*since then only -k .*r2: critical on staging passed/u,
  );
});

test('a person of whom the request tells the id alone is called by name', async (t) => {
  const { say, store } = await scene(t);
  await say('lock staging for repairs', 'U0GRACE');
  assert.equal((await store.locks.get('staging'))?.by.name, 'Grace');
});

test('a word loads the command of that name alone, and none that is not one', async () => {
  const names = commands.map(({ name }) => name);
  assert.deepEqual(await Promise.all(names.map(async (name) => (await loadCommand(name.toUpperCase()))?.name)), names);
  for (const word of ['rnu', '', 'constructor']) assert.equal(await loadCommand(word), undefined);
});

test('help names every command, and one of them by its name', async (t) => {
  const { say } = await scene(t);
  const text = JSON.stringify((await say('help')).sections);
  for (const command of commands) assert.ok(text.includes(`/e2e ${command.usage}`), command.name);
  assert.equal(
    (await say('help run')).headline,
    '/e2e run <suite|p1|all> [on <environment>] [-k <expression>] [--order <order>]',
  );
  assert.equal((await say('')).headline, 'What Teneleven does');
});
