import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test, type TestContext } from 'node:test';

import type { WebClient } from '@slack/web-api';
import { pino } from 'pino';

import { decide } from '#chat/gate.ts';
import type { AccessRules } from '#domain/configuration.ts';
import { startPlayground } from '#playground/start-playground.ts';
import type { Playground } from '#playground/contract.ts';

import { createAccess, type Access } from './access.ts';
import { createClient } from './client.ts';
import { createIdentity } from './identity.ts';

interface Asked {
  readonly playground: Playground;
  readonly access: Access;
  readonly client: WebClient;
  id(name: string): string;
  who(name: string, team?: string): ReturnType<Access['whois']>;
  pass(ms: number): void;
  readonly lines: readonly string[];
}

async function ask(t: TestContext, rules: AccessRules | undefined): Promise<Asked> {
  const playground = await startPlayground({ port: 0 });
  t.after(() => playground.close());
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const client = createClient({ botToken: playground.botToken, apiUrl: playground.apiUrl, log });
  let now = 0;
  const access = createAccess({ client, identity: createIdentity(client), rules: () => rules, log, now: () => now });
  const id = (name: string) => playground.workspace().users.find((user) => user.name === name)?.id ?? '';
  const who = (name: string, team?: string) => access.whois({ actor: { id: id(name), name, via: 'slack' }, team });
  return { playground, access, client, id, who, pass: (ms) => void (now += ms), lines };
}

const callsOf = ({ playground }: Asked, method: string) =>
  playground.calls.filter((call) => call.method === method).length;

test('a member is known by id, e-mail address and the groups that the rules name', async (t) => {
  const asked = await ask(t, { run: ['@staging-keepers'], deploy: ['S0BACKEND01'] });
  const mara = await asked.who('mara');
  assert.deepEqual(mara, {
    kind: 'member',
    names: [asked.id('mara'), 'mara@example.com', 'S0STAGING01', 'staging-keepers'],
    calledName: 'mara',
  });
  assert.deepEqual(decide('run', mara, { run: ['@staging-keepers'] }), { allowed: true });
  assert.equal(decide('deploy', mara, { deploy: ['@backend-oncall'] }).allowed, false);
});

test('guests and people of another team are told apart, the latter without a look-up', async (t) => {
  const asked = await ask(t, undefined);
  assert.equal((await asked.who('sam')).kind, 'guest');
  assert.equal((await asked.who('mara', 'T0ELSEWHERE')).kind, 'stranger');
  assert.equal(callsOf(asked, 'users.info'), 1);
});

test('look-ups are shared by those who ask at once, kept for five minutes, and made again after', async (t) => {
  const asked = await ask(t, { run: ['@staging-keepers'] });
  await Promise.all([asked.who('mara'), asked.who('mara'), asked.who('jonas')]);
  await asked.who('mara');
  const counts = () =>
    ['users.info', 'usergroups.list', 'usergroups.users.list'].map((method) => callsOf(asked, method));
  assert.deepEqual(counts(), [2, 1, 1]);
  asked.pass(5 * 60_000 + 1);
  await asked.who('mara');
  assert.deepEqual(counts(), [3, 2, 2]);
});

test('groups are not looked up where the rules name none', async (t) => {
  const asked = await ask(t, { run: ['U0123456789', 'mara@example.com'] });
  assert.deepEqual((await asked.who('mara')).names, [asked.id('mara'), 'mara@example.com']);
  assert.equal(callsOf(asked, 'usergroups.list'), 0);
});

test('a look-up that fails this minute is denied, with and without access, and is not remembered', async (t) => {
  const rules = { run: ['@staging-keepers'] };
  const asked = await ask(t, rules);
  for (const method of ['users.info', 'usergroups.list', 'usergroups.users.list']) {
    asked.playground.misbehave({ kind: 'server-error', method });
    const who = await asked.who('mara');
    assert.deepEqual(who, { kind: 'unknown', names: [] });
    assert.equal(decide('run', who, rules).allowed, false);
    assert.equal(decide('run', who, undefined).allowed, false);
  }
  assert.equal((await asked.who('mara')).kind, 'member');
});

test('where people cannot be looked up at all, nobody is locked out unless access is set', async (t) => {
  const asked = await ask(t, undefined);
  asked.playground.misbehave({ kind: 'error', code: 'unknown_method', method: 'users.info' });
  const who = await asked.who('mara');
  assert.deepEqual(who, { kind: 'unverifiable', names: [] });
  assert.equal(decide('run', who, undefined).allowed, true);
  assert.equal(decide('run', who, {}).allowed, false);
});

test('that people cannot be looked up at all is said once, with the scopes that are missing', async (t) => {
  const asked = await ask(t, undefined);
  asked.playground.misbehave({ kind: 'error', code: 'missing_scope', method: 'users.info', times: 2 });
  for (const name of ['mara', 'jonas']) assert.equal((await asked.who(name)).kind, 'unverifiable');
  assert.equal(asked.lines.length, 1);
  assert.match(asked.lines[0] ?? '', /look people up, so guests cannot be told apart: .*missing_scope.*users:read/u);
});

const identity = async () => ({ teamId: 'T1', botUserId: 'U9', botId: 'B9', name: 'teneleven' });

async function kindOf(t: TestContext, user: object): Promise<string> {
  const server = createServer((_request, response) => void response.end(JSON.stringify({ ok: true, user })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const log = pino({ level: 'silent' });
  const client = createClient({ botToken: 'xoxb-x', apiUrl: `http://127.0.0.1:${port}/api/`, log });
  const access = createAccess({ client, identity, rules: () => undefined, log });
  return (await access.whois({ actor: { id: 'U1', name: 'x', via: 'slack' }, team: 'T1' })).kind;
}

test('a member of two workspaces of one organisation is no stranger; a deactivated person is', async (t) => {
  assert.equal(await kindOf(t, { team_id: 'T2', enterprise_user: { teams: ['T1', 'T2'] } }), 'member');
  assert.equal(await kindOf(t, { team_id: 'T2' }), 'stranger');
  assert.equal(await kindOf(t, { team_id: 'T1', deleted: true }), 'stranger');
  assert.equal(await kindOf(t, { team_id: 'T1', is_stranger: true }), 'stranger');
  assert.equal(await kindOf(t, { team_id: 'T1', is_ultra_restricted: true }), 'guest');
});
