import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decideApproval } from '#domain/decide-approval.ts';
import type { Loop } from '#domain/loop.ts';
import { makeAudit } from '#testing/make-audit.ts';
import { openLoopScene, type LoopScene } from '#testing/loop-scene.ts';

const quick = 'gate: { within: 600ms, samples: 8 }';
const deployed = (version: string, more = ''): string =>
  `command: [DEPLOY, ${version}]\n      approval: none\n      expectVersion: v2\n      settle: 100ms${more}`;

function stepsOf({ rounds }: Loop): readonly (readonly string[])[] {
  return rounds.map(({ steps }) => steps.map(({ step, state }) => `${step} ${state}`));
}

function spanMs(
  of: { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined } | undefined,
): number {
  return Date.parse(of?.endedAt ?? '') - Date.parse(of?.startedAt ?? '');
}

/** What of a round is neither its command nor its suites. */
async function addedMs(loop: Loop, { store }: LoopScene): Promise<number> {
  const [round] = loop.rounds;
  assert.ok(round);
  const runs = await Promise.all(round.runs.map((id) => store.runs.get(id)));
  return spanMs(round) - spanMs(round.change) - runs.reduce((sum, run) => sum + spanMs(run), 0);
}

test('a loop adds less than ten seconds to its deploy and its suite', async () => {
  await using scene = await openLoopScene();
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.equal(loop.state, 'green', loop.reason);
  const ms = await addedMs(loop, scene);
  assert.ok(ms < 10_000, `${ms} ms`);
});

test('a repair that helps against what was found is run by itself, and the next round is green', async () => {
  const repairs = '\n      repairs: { redeploy: { command: [DEPLOY, v2], approval: none, for: [stale-version] } }';
  await using scene = await openLoopScene({ deploy: deployed('v0', repairs), loop: quick });
  await scene.ask();
  const loop = await scene.ended('l1');
  const [one, two] = loop.rounds;
  assert.deepEqual(
    [loop.state, loop.rounds.length, one?.decision?.kind, two?.change?.name, await scene.deploys()],
    ['green', 2, 'repair', 'redeploy', 2],
    loop.reason,
  );
  assert.deepEqual(stepsOf(loop)[0], ['preflight passed', 'deploy passed', 'version failed']);
});

test('what fails in the same way after a repair stops the loop', async () => {
  const repairs =
    '\n      repairs: { redeploy: { command: [DEPLOY, v0], approval: none, for: [stale-version] }, other: { command: [DEPLOY, v0], approval: none, for: [stale-version] } }';
  await using scene = await openLoopScene({ deploy: deployed('v0', repairs), loop: quick });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, loop.rounds.length, await scene.deploys()], ['red', 2, 2]);
  assert.equal(loop.rounds[0]?.fingerprint, loop.rounds[1]?.fingerprint);
  assert.match(loop.reason ?? '', /^The same as in round 1: /u);
});

test('a deploy whose output says that a push failed has failed, also with exit code 0', async () => {
  const script = `console.log('push failed: connection reset'); process.exit(0)`;
  await using scene = await openLoopScene({
    deploy: `command: [node, -e, "${script}"]\n      approval: none\n      expectVersion: v2`,
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual(
    [loop.state, loop.rounds[0]?.change?.state, loop.rounds[0]?.change?.exitCode, loop.rounds[0]?.runs],
    ['red', 'failed', 0, []],
  );
  assert.match(
    loop.reason ?? '',
    /exit code 0 .*, but its output says that a push failed; its last words: push failed: connection reset/u,
  );
});

test('a deploy over its time is ended with all it started', async () => {
  await using scene = await openLoopScene({
    deploy: 'command: [DEPLOY, v2, 0, "60000"]\n      approval: none\n      expectVersion: v2\n      timeout: 1s',
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, loop.rounds[0]?.change?.state], ['red', 'timed-out']);
});

test('nothing that changed after a deploy is a doubt where no version is intended', async () => {
  await using scene = await openLoopScene({
    faces: { deploy: 'nothing', uptime: false },
    deploy: 'command: [DEPLOY, v2]\n      approval: none\n      settle: 100ms',
    loop: quick,
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.equal(loop.state, 'red');
  assert.match(loop.reason ?? '', /nothing of it has changed, and no intended version is configured/u);
});

test('an intended version that cannot be read fails the gate with why', async () => {
  await using scene = await openLoopScene({
    deploy:
      'command: [DEPLOY, v2]\n      approval: none\n      expectVersion: { command: [node, -e, "process.exit(4)"] }',
    loop: quick,
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.match(loop.reason ?? '', /The intended version is not known: "node" ended with exit code 4/u);
});

for (const [stopAtRed, runs] of [
  [1, 1],
  ['never', 2],
] as const) {
  test(`with stopAtRed ${stopAtRed}, ${runs} of two red suites are run, each with why`, async () => {
    const deploy = 'command: [DEPLOY, v2]\n      approval: none';
    await using scene = await openLoopScene({
      faces: { work: 'broken' },
      deploy,
      loop: `rounds: 1\n      stopAtRed: ${stopAtRed}`,
    });
    await scene.ask({ suites: [{ name: 'critical' }, { name: 'other' }], deploys: false });
    const loop = await scene.ended('l1', 60_000);
    assert.deepEqual([loop.state, loop.rounds[0]?.runs.length, loop.rounds[0]?.inquiries.length], ['red', runs, runs]);
    assert.deepEqual([await scene.deploys(), stepsOf(loop)[0]?.[1]], [0, 'deploy skipped']);
    const [run] = await scene.store.runs.list({ limit: 1 });
    const inquiry = await scene.store.watch.inquiries.get('w1');
    assert.deepEqual([run?.partOf, inquiry?.partOf], ['l1', 'l1']);
  });
}

test('at the end of its time a loop stops what it runs and frees the environment', async () => {
  await using scene = await openLoopScene({ suite: 'await new Promise((resolve) => setTimeout(resolve, 60_000));' });
  await scene.ask({ mostMs: 5_000 });
  const loop = await scene.ended('l1');
  assert.match(loop.reason ?? '', /^Its time of 5.0 s is over, during suites$/u);
  assert.deepEqual([loop.state, await scene.store.locks.list(), await scene.store.runs.active()], ['red', [], []]);
});

test('a failed critical check of the audit ends the loop before the deploy, where that is configured', async () => {
  await using scene = await openLoopScene({ audit: '5s, stops: true' });
  const check = {
    id: 'variables/KEY',
    section: 'variables',
    result: 'failed',
    weight: 5,
    says: 'KEY is not set',
    observations: [],
  } as const;
  const { audits } = scene.store.work;
  audits.subscribe((id) => {
    void audits.change(id, (each) =>
      each.state === 'queued' ? { ...makeAudit(), ...each, state: 'done', checks: [check] } : each,
    );
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, await scene.deploys()], ['red', 0]);
  assert.match(loop.reason ?? '', /^Audit a1 failed: variables\/KEY: KEY is not set/u);
});

test('that the audit before a deploy finds the old version is no reason not to deploy', async () => {
  await using scene = await openLoopScene({ audit: '5s, stops: true' });
  const check = {
    id: 'versions/api',
    section: 'versions',
    result: 'failed',
    weight: 5,
    says: 'api reports v1, intended is v2',
    observations: [],
  } as const;
  const { audits } = scene.store.work;
  audits.subscribe((id) => {
    void audits.change(id, (each) =>
      each.state === 'queued' ? { ...makeAudit(), ...each, state: 'done', checks: [check] } : each,
    );
  });
  await scene.ask();
  const loop = await scene.ended('l1');
  assert.deepEqual([loop.state, await scene.deploys()], ['green', 1], loop.reason);
});

test('who asks to test what runs already gets that, also where it is not what was meant', async () => {
  await using scene = await openLoopScene({ loop: `rounds: 1\n      ${quick}` });
  await scene.ask({ deploys: false });
  const loop = await scene.ended('l1', 60_000);
  assert.deepEqual(
    [loop.state, loop.rounds[0]?.runs.length, loop.rounds[0]?.keptBy?.name, await scene.deploys()],
    ['red', 1, 'ada', 0],
  );
  assert.match(loop.reason ?? '', /api: v1 in 8 of 8 answers, not v2/u);
});

test('a repair for anything is offered, and the next round runs it once somebody agreed', async () => {
  const repairs = '\n      repairs: { redeploy: { command: [DEPLOY, v2], approval: none } }';
  await using scene = await openLoopScene({ deploy: deployed('v0', repairs), loop: quick });
  await scene.ask();
  await scene.reached('l1', ({ waitsFor }) => waitsFor === 'y1');
  const bob = { id: 'bob', name: 'bob', via: 'terminal' } as const;
  await scene.store.work.approvals.change('y1', (each) =>
    decideApproval(each, { by: bob, kind: 'approve' }, new Date()),
  );
  const loop = await scene.ended('l1');
  const [one, two] = loop.rounds;
  assert.deepEqual(
    [loop.state, one?.decision?.kind, two?.change?.name, two?.change?.approval, await scene.deploys()],
    ['green', 'offer', 'redeploy', 'y1', 2],
    loop.reason,
  );
});

test('the end of the process in the middle of a deploy ends the loop as interrupted, at once', async () => {
  await using scene = await openLoopScene({
    deploy: 'command: [DEPLOY, v2, 0, "60000"]\n      approval: none\n      expectVersion: v2',
  });
  await scene.ask();
  await scene.reached('l1', ({ rounds }) => rounds[0]?.change?.tail.length === 1);
  await scene.stop();
  const loop = await scene.store.work.loops.get('l1');
  assert.deepEqual([loop?.state, loop?.rounds[0]?.change?.state], ['interrupted', 'interrupted']);
  assert.match(loop?.reason ?? '', /deploy was stopped on its way; whether it took effect is not known/u);
  assert.deepEqual(await scene.store.locks.list(), []);
});
