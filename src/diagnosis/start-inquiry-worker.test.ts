import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { isInquiryActive, type Inquiry } from '#domain/diagnosis.ts';
import type { Run } from '#domain/run.ts';
import type { TestResult } from '#domain/test-result.ts';
import { createAuthorityFiles } from '#probes/prepare-authorities.ts';
import { createTokens } from '#probes/tokens.ts';
import { openInquiryScene, proberHere } from '#testing/inquiry-scene.ts';
import { makeRun } from '#testing/make-run.ts';
import { createMemoryStore, type MemoryStore } from '#testing/memory-store.ts';
import { waitFor } from '#testing/wait-for.ts';

import { requestInquiry } from './request-inquiry.ts';
import { startInquiryWorker, type InquiryWorkerParts } from './start-inquiry-worker.ts';

const now = (): Date => new Date();
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;

/** As pytest prints what the library raises. */
const refused: TestResult = {
  id: 'tests/test_chat.py::test_chat',
  outcome: 'failed',
  durationMs: 120,
  attempts: 1,
  failure: {
    type: 'websockets.exceptions.ConnectionClosedError',
    message:
      'websockets.exceptions.ConnectionClosedError: received 1011 (internal error) Internal error; then sent 1011 (internal error) Internal error',
    details: '',
  },
};

function redRun(changes: Partial<Run> = {}): Run {
  const counts = { passed: 3, failed: 1, error: 0, skipped: 0, flaky: 0 };
  return makeRun({ id: 'r1', state: 'failed', queuedAt: minutesAgo(2), endedAt: minutesAgo(1), counts, ...changes });
}

interface Scene {
  readonly store: MemoryStore;
  readonly runs: Run[];
  readonly bugs: readonly unknown[];
  /** Tells that a run was changed. */
  readonly changed: (id: string) => void;
  /** Calling it again is a restart. */
  readonly start: (parts?: Partial<InquiryWorkerParts>) => { readonly stop: () => Promise<void> };
  readonly ended: (id: string) => Promise<Inquiry>;
}

async function openScene(t: TestContext, runs: Run[]): Promise<Scene> {
  const scene = await openInquiryScene();
  scene.stack.faults.set(['handler-error']);
  const { variables } = scene.stack;
  const bugs: unknown[] = [];
  const onBug = (bug: unknown): void => void bugs.push(bug);
  const listeners = new Set<(id: string) => void>();
  const memory = createMemoryStore({ runs });
  const store: MemoryStore = {
    ...memory,
    runs: { ...memory.runs, tests: async () => [refused] },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const authorities = createAuthorityFiles();
  const tokens = createTokens({ variables, authorities, now });
  const stops: (() => Promise<void>)[] = [];
  t.after(async () => {
    await Promise.all(stops.map((stop) => stop()));
    await scene[Symbol.asyncDispose]();
  });
  const configuration = () => scene.configuration;
  const common = { store, prober: proberHere, configuration, variables, tokens, authorities, now };
  return {
    store,
    runs,
    bugs,
    changed: (id) => {
      for (const listener of listeners) listener(id);
    },
    start(parts) {
      const control = new AbortController();
      const worker = startInquiryWorker({ ...common, onBug, ...parts }, control.signal);
      const stop = async (): Promise<void> => {
        control.abort();
        await worker.settled();
      };
      stops.push(stop);
      return { stop };
    },
    ended: (id) =>
      waitFor(`${id} to end`, async () => {
        const inquiry = await store.watch.inquiries.get(id);
        return inquiry === undefined || isInquiryActive(inquiry) ? undefined : inquiry;
      }),
  };
}

test('a run that ends red is asked about by itself, once, also after a restart', async (t) => {
  const scene = await openScene(t, [redRun()]);
  const first = scene.start();
  const inquiry = await scene.ended('w1');
  assert.deepEqual(
    [inquiry.requestId, inquiry.depth, inquiry.state, inquiry.problem, inquiry.doing, inquiry.place],
    ['auto-r1', 'quick', 'done', undefined, undefined, { channel: 'C1' }],
  );
  assert.equal(inquiry.diagnoses[0]?.causes[0]?.id, 'handler-error');
  assert.ok(inquiry.probes > 0 && inquiry.observations.length > 0);
  await first.stop();
  scene.changed('r1');
  const again = scene.start();
  scene.changed('r1');
  await again.stop();
  assert.deepEqual(
    (await scene.store.watch.inquiries.list({ limit: 9 })).map(({ id }) => id),
    ['w1'],
  );
  assert.deepEqual(scene.bugs, []);
});

test('nothing is asked about a run that passed, was cancelled, met no test, or ended long ago', async (t) => {
  const counts = { passed: 0, failed: 0, error: 0, skipped: 0, flaky: 0 };
  const scene = await openScene(t, [
    redRun({ id: 'r1', state: 'passed' }),
    redRun({ id: 'r2', state: 'cancelled' }),
    redRun({ id: 'r3', selection: { keyword: 'nohting' }, counts }),
    redRun({ id: 'r4', endedAt: minutesAgo(11) }),
    redRun({ id: 'r5', state: 'interrupted' }),
  ]);
  const worker = scene.start();
  for (const { id } of scene.runs) scene.changed(id);
  await worker.stop();
  assert.deepEqual(await scene.store.watch.inquiries.list({ limit: 9 }), []);
});

test('it waits while a run is running on the environment, and begins when that has ended', async (t) => {
  const scene = await openScene(t, [redRun(), redRun({ id: 'r2', state: 'running', endedAt: undefined })]);
  const asked = { request: { id: 'q1', actor }, store: scene.store, now };
  const { inquiry } = await requestInquiry(scene.runs[0] ?? redRun(), 'quick', asked);
  const worker = scene.start({ takes: () => true });
  scene.changed('r2');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await scene.store.watch.inquiries.get(inquiry.id))?.state, 'queued');
  scene.runs[1] = redRun({ id: 'r2', state: 'passed' });
  scene.changed('r2');
  assert.equal((await scene.ended(inquiry.id)).state, 'done');
  await worker.stop();
});

test('one that was stopped half way is begun again at the next start; one of long ago is interrupted', async (t) => {
  const scene = await openScene(t, [redRun()]);
  const { inquiries } = scene.store.watch;
  const order = {
    run: 'r1',
    environment: 'staging',
    depth: 'quick',
    requestedBy: actor,
    queuedAt: minutesAgo(20),
  } as const;
  await inquiries.add({ ...order, requestId: 'q1' });
  await inquiries.add({ ...order, requestId: 'q2' });
  await inquiries.change('w1', (each) => ({ ...each, state: 'running', startedAt: minutesAgo(11) }));
  await inquiries.change('w2', (each) => ({ ...each, state: 'running', startedAt: minutesAgo(1) }));
  scene.start({ takes: () => true });
  assert.deepEqual([(await scene.ended('w1')).state, (await scene.ended('w2')).state], ['interrupted', 'done']);
});

test('an abort leaves what is known so far, to be begun again', async (t) => {
  const scene = await openScene(t, [redRun()]);
  const worker = scene.start();
  await waitFor('something to be asked', async () => {
    const inquiry = await scene.store.watch.inquiries.get('w1');
    return inquiry?.doing === undefined ? undefined : inquiry;
  });
  await worker.stop();
  const left = await scene.store.watch.inquiries.get('w1');
  assert.equal(left?.state, 'running');
  assert.equal(left?.diagnoses.length, 1);
});

test('a run or an environment that is gone is said, not thrown', async (t) => {
  const scene = await openScene(t, []);
  const { inquiries } = scene.store.watch;
  const order = {
    run: 'r9',
    environment: 'staging',
    depth: 'quick',
    requestedBy: actor,
    queuedAt: minutesAgo(0),
  } as const;
  await inquiries.add({ ...order, requestId: 'q1' });
  scene.start();
  const { state, problem } = await scene.ended('w1');
  assert.deepEqual([state, problem], ['done', 'r9 is not kept any more. Run the suite again']);
  assert.deepEqual(scene.bugs, []);
});

test('asking of a run that passed or goes on is refused; the same asked twice is one inquiry', async (t) => {
  const scene = await openScene(t, [redRun()]);
  const around = { request: { id: 'q1', actor }, store: scene.store, now };
  await assert.rejects(requestInquiry(redRun({ state: 'passed', verdict: 'proven' }), 'quick', around), {
    code: 'RUN_PASSED',
  });
  await assert.rejects(requestInquiry(redRun({ state: 'running' }), 'quick', around), { code: 'RUN_NOT_ENDED' });
  const first = await requestInquiry(redRun(), 'full', around);
  const same = await requestInquiry(redRun(), 'quick', { ...around, request: { id: 'q2', actor } });
  assert.deepEqual([first.added, same.added, same.inquiry.id], [true, false, first.inquiry.id]);
});
