import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';

import { isLoopActive, type Loop, type LoopStep } from '#domain/loop.ts';
import type { Run } from '#domain/run.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { makeLoopFolder, type LoopFolder, type LoopSceneOrder } from '#testing/loop-scene.ts';
import { waitFor } from '#testing/wait-for.ts';

import { requestLoop } from './request-loop.ts';

const now = (): Date => new Date();
const program = path.resolve('src/testing/programs/loop-workers.ts');

interface Moment {
  readonly name: string;
  readonly is: (loop: Loop, runs: readonly Run[]) => boolean;
  readonly order?: LoopSceneOrder;
  readonly ends: Loop['state'];
  /** What its reason says. */
  readonly says?: RegExp;
  /** What happens between the death and the next start. */
  readonly approve?: 'before' | 'after';
}

const slow = 'command: [DEPLOY, v2, 0, "1500"]\n      approval: none\n      expectVersion: v2\n      settle: 300ms';
const asked = slow.replace('none', 'required');

const moments: readonly Moment[] = [
  { name: 'before it was begun', is: () => true, ends: 'green' },
  { name: 'during the preflight', order: { audit: '10s' }, is: at('preflight'), ends: 'green' },
  {
    name: 'while it waits for an approval',
    order: { deploy: asked },
    is: ({ state }) => state === 'waiting',
    ends: 'green',
    approve: 'after',
  },
  {
    name: 'right after an approval',
    order: { deploy: asked },
    is: changing,
    ends: 'interrupted',
    approve: 'before',
    says: /not known/u,
  },
  {
    name: 'when the deploy is written down',
    order: { deploy: slow },
    is: changing,
    ends: 'interrupted',
    says: /whether it finished is not known/u,
  },
  {
    name: 'while the deploy runs',
    order: { deploy: slow },
    is: (loop) => loop.rounds[0]?.change?.tail[0] === 'pushing v2',
    ends: 'interrupted',
    says: /whether it finished is not known/u,
  },
  {
    name: 'when the deploy has ended',
    is: (loop) => loop.rounds[0]?.change?.endedAt !== undefined,
    ends: 'green',
  },
  { name: 'during the version gate', is: at('version'), ends: 'green' },
  { name: 'during the look at stability', is: at('stability'), ends: 'green' },
  { name: 'during the probes', is: at('probes'), ends: 'green' },
  { name: 'while a suite is queued or begins', is: (_, runs) => runs.length > 0, ends: 'interrupted' },
  {
    name: 'while a suite runs',
    is: (_, [run]) => run?.state === 'running',
    ends: 'interrupted',
    says: /interrupted by the end/u,
  },
  { name: 'when a suite has ended', is: (_, [run]) => run?.endedAt !== undefined, ends: 'green' },
  {
    name: 'while it is asked why',
    order: { faces: { work: 'broken' } },
    is: (loop) => (loop.rounds[0]?.inquiries.length ?? 0) > 0,
    ends: 'red',
  },
  { name: 'when it is decided', is: (loop) => loop.rounds[0]?.decision !== undefined, ends: 'green' },
  { name: 'when it has ended', is: (loop) => !isLoopActive(loop), ends: 'green' },
];

for (const moment of moments) {
  test(`a loop that is killed ${moment.name} never deploys twice, is ${moment.ends} at last and leaves no lock`, async () => {
    await using made = await makeLoopFolder({ loop: 'gate: { within: 3s, samples: 4 }', ...moment.order });
    await begin(made);
    await killAt(moment, made);
    const loop = await workToEnd(moment, made);
    const left = await looked(made, async (store) => ({
      locks: await store.locks.list(),
      runs: await store.runs.active(),
      approvals: await store.work.approvals.active(),
    }));
    assert.deepEqual(
      [loop.state, left],
      [allowed(moment, loop), { locks: [], runs: [], approvals: [] }],
      JSON.stringify(loop, undefined, 1),
    );
    const deploys = await made.deploys();
    // Killed between the record and the command it never began.
    assert.ok(deploys === 1 || (deploys === 0 && loop.state === 'interrupted'), `${deploys} deploys`);
    if (moment.says !== undefined && loop.state === moment.ends) assert.match(loop.reason ?? '', moment.says);
  });
}

/** A run that had only been queued, or had just ended, is gone on with. */
function allowed({ ends, name }: Moment, { state }: Loop): Loop['state'] {
  return name.startsWith('while a suite is queued') && state === 'green' ? 'green' : ends;
}

function at(step: LoopStep): Moment['is'] {
  return (loop) => loop.rounds[0]?.steps.some((each) => each.step === step && each.state === 'running') === true;
}

function changing(loop: Loop): boolean {
  return loop.rounds[0]?.change !== undefined;
}

async function begin(made: LoopFolder): Promise<void> {
  const store = await openJsonStore({ data: made.data, keepRuns: 100, now });
  const environment = made.configuration.environments.get('staging');
  assert.ok(environment);
  const request = { id: 'request-1', actor: { id: 'ada', name: 'ada', via: 'terminal' } as const };
  await requestLoop({ environment, suites: [{ name: 'critical' }] }, { request, store, now });
  await store.close();
}

async function looked<T>({ data }: LoopFolder, look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openJsonStore({ data, keepRuns: 100, readOnly: true, now });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function startWorkers({ folder, data }: LoopFolder): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, path.join(folder, 'e2e.yaml'), data], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function killAt(moment: Moment, made: LoopFolder): Promise<void> {
  const child = await startWorkers(made);
  const exited = once(child, 'exit');
  try {
    if (moment.approve === 'before') await approve(child, made);
    let last: Loop | undefined;
    await waitFor(
      () => `${moment.name}: ${JSON.stringify(last, undefined, 1)}`,
      () =>
        looked(made, async (store) => {
          last = await store.work.loops.get('l1');
          return last !== undefined && moment.is(last, await store.runs.list({ limit: 5 })) ? true : undefined;
        }),
      40_000,
    );
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function approve(child: ChildProcess, made: LoopFolder): Promise<void> {
  await waitFor('the approval', () =>
    looked(made, async (store) => ((await store.work.approvals.get('y1'))?.state === 'waiting' ? true : undefined)),
  );
  child.stdin?.write('approve y1\n');
}

async function workToEnd(moment: Moment, made: LoopFolder): Promise<Loop> {
  const child = await startWorkers(made);
  const exited = once(child, 'exit');
  try {
    if (moment.approve === 'after') await approve(child, made);
    let last: Loop | undefined;
    return await waitFor(
      () => `the end after a death ${moment.name}: ${JSON.stringify(last, undefined, 1)}`,
      () =>
        looked(made, async (store) => {
          last = await store.work.loops.get('l1');
          const isDone = last !== undefined && !isLoopActive(last) && (await store.locks.list()).length === 0;
          return isDone ? last : undefined;
        }),
      60_000,
    );
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
