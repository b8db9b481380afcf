import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Approval } from '#domain/approval.ts';
import { openLoopScene, type LoopScene } from '#testing/loop-scene.ts';
import { waitFor } from '#testing/wait-for.ts';

import { decideApproval, type ApprovalDecision } from '#domain/decide-approval.ts';
import { stopLoop } from './stop-loop.ts';

const now = (): Date => new Date();
const person = (name: string) => ({ id: name, name, via: 'terminal' }) as const;
const approve: ApprovalDecision = { by: person('bob'), kind: 'approve' };
const asked = 'command: [DEPLOY, v2]\n      approval: required\n      expectVersion: v2\n      settle: 100ms';

async function waiting(scene: LoopScene, id: string): Promise<Approval> {
  await scene.reached('l1', ({ waitsFor }) => waitsFor === id);
  const approval = await scene.store.work.approvals.get(id);
  assert.ok(approval);
  return approval;
}

async function decided(scene: LoopScene, id: string, decision: ApprovalDecision): Promise<void> {
  await scene.store.work.approvals.change(id, (each) => decideApproval(each, decision, now()));
}

test('a deploy that somebody must agree to waits for it, shows what it will do, and runs once', async () => {
  await using scene = await openLoopScene({ deploy: asked });
  await scene.ask();
  const { card } = await waiting(scene, 'y1');
  assert.equal(await scene.deploys(), 0);
  assert.deepEqual(
    [card.name, card.command.at(-1), card.versionsFrom, card.versionTo, card.incidents],
    ['deploy', 'v2', { api: 'v1' }, 'v2', []],
  );
  await decided(scene, 'y1', approve);
  const loop = await scene.reached('l1', ({ rounds }) => rounds[0]?.change?.state === 'passed');
  assert.deepEqual([loop.rounds[0]?.change?.approval, await scene.deploys()], ['y1', 1]);
});

test('a refused deploy stops the loop with who and why, and frees the environment', async () => {
  await using scene = await openLoopScene({ deploy: asked });
  await scene.ask();
  await waiting(scene, 'y1');
  await decided(scene, 'y1', { by: person('bob'), kind: 'refuse', reason: 'a demo is on' });
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, loop.reason], ['stopped', 'bob refused deploy (y1): a demo is on']);
  assert.deepEqual([await scene.deploys(), await scene.store.locks.list()], [0, []]);
});

test('an approval that nobody gives expires by itself, and the loop ends', async () => {
  await using scene = await openLoopScene({ deploy: asked, loop: 'approvalWithin: 1s' });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.match(loop.reason ?? '', /^Nobody agreed to deploy \(y1\) until \d\d:\d\d UTC$/u);
  assert.deepEqual([loop.state, await scene.deploys()], ['red', 0]);
  const approval = await waitFor('the expiry', async () => {
    const found = await scene.store.work.approvals.get('y1');
    return found?.state === 'waiting' ? undefined : found;
  });
  assert.equal(approval.state, 'expired');
});

test('what changed after it was shown is not run', async () => {
  await using scene = await openLoopScene({ deploy: asked });
  await scene.ask();
  await waiting(scene, 'y1');
  scene.reconfigure((text) => text.replace('v2]', 'v3]'));
  await decided(scene, 'y1', approve);
  const loop = await scene.ended('l1');
  assert.match(loop.reason ?? '', /^What would run now is not what y1 showed/u);
  assert.deepEqual([loop.state, await scene.deploys()], ['red', 0]);
});

test('a deploy that fails stops there, and asks before the old build is tested', async () => {
  await using scene = await openLoopScene({ deploy: asked.replace('v2]', 'v2, "1"]'), loop: 'rounds: 1' });
  await scene.ask();
  await waiting(scene, 'y1');
  await decided(scene, 'y1', approve);
  const { card } = await waiting(scene, 'y2');
  assert.deepEqual(
    [card.name, card.command, (await scene.store.runs.list({ limit: 5 })).length],
    ['keep-build', [], 0],
  );
  await decided(scene, 'y2', approve);
  const loop = await scene.ended('l1');
  const [round] = loop.rounds;
  assert.deepEqual(
    [loop.state, round?.keptBy?.name, round?.runs.length, round?.change?.exitCode],
    ['red', 'bob', 1, 1],
  );
  assert.deepEqual(round?.steps.map(({ step, state }) => `${step} ${state}`).slice(1, 3), [
    'deploy failed',
    'version failed',
  ]);
  assert.match(loop.reason ?? '', /denied: requested access to the resource is denied/u);
});

test('without anybody to ask, a deploy that fails ends the loop before anything is tested', async () => {
  await using scene = await openLoopScene({ deploy: asked.replace('required', 'none').replace('v2]', 'v2, "3"]') });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, loop.rounds[0]?.runs, await scene.deploys()], ['red', [], 1]);
  assert.match(loop.reason ?? '', /deploy ended with exit code 3 .* It stops here: the old build is not tested/u);
});

test('a stop ends a deploy with all it started, and withdraws what is asked', async () => {
  await using scene = await openLoopScene({
    deploy: 'command: [DEPLOY, v2, 0, "60000"]\n      approval: none\n      expectVersion: v2',
  });
  const loop = await scene.ask();
  await scene.reached('l1', ({ rounds }) => rounds[0]?.change?.tail.length === 1);
  await stopLoop(loop, person('ada'), { store: scene.store, now });
  const ended = await scene.ended('l1');
  assert.deepEqual([ended.state, ended.reason], ['stopped', 'Stopped by ada']);
  assert.deepEqual([ended.rounds[0]?.change?.state, await scene.store.locks.list()], ['cancelled', []]);
});

test('a stop while it waits withdraws the approval', async () => {
  await using scene = await openLoopScene({ deploy: asked });
  const loop = await scene.ask();
  await waiting(scene, 'y1');
  await stopLoop(loop, person('ada'), { store: scene.store, now });
  assert.equal((await scene.ended('l1')).state, 'stopped');
  const approval = await waitFor('the withdrawal', async () => {
    const found = await scene.store.work.approvals.get('y1');
    return found?.state === 'waiting' ? undefined : found;
  });
  assert.equal(approval.state, 'withdrawn');
});

test('who finds the environment locked by somebody else is told by whom and why, and the lock stays', async () => {
  await using scene = await openLoopScene();
  const at = now().toISOString();
  await scene.store.locks.lock({ environment: 'staging', by: person('cora'), reason: 'a demo', at });
  await assert.rejects(scene.ask(), /"staging" is locked by cora since .*: "a demo"/u);
  assert.equal((await scene.store.locks.list()).length, 1);
});

test('a second loop on an environment is pointed at the first', async () => {
  await using scene = await openLoopScene({ deploy: asked });
  assert.deepEqual([(await scene.ask()).id, (await scene.ask({ by: 'bob' })).id], ['l1', 'l1']);
});
