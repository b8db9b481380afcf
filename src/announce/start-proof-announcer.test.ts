import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestProof } from '#domain/test-proof.ts';
import { turnedFake } from '#suites/turned-fake.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';

import { startProofAnnouncer } from './start-proof-announcer.ts';
import type { Telling } from './telling.ts';

const now = (): Date => new Date('2026-03-02T03:10:00Z');
const schedule = { id: 'teneleven', name: 'schedule', via: 'terminal' } as const;

function proofOf(name: string, survived: TestProof['survived'], run: string): TestProof {
  return {
    suite: 'critical',
    environment: 'staging',
    test: name,
    run,
    at: now().toISOString(),
    asked: ['closed-port'],
    survived,
  };
}

test('only tests that were real before or are new are said to have turned out fake', () => {
  const before = [proofOf('real', [], 'r1'), proofOf('old fake', ['http-500'], 'r1')];
  const found = ['real', 'old fake', 'new'].map((name) => proofOf(name, ['closed-port'], 'r2'));
  assert.deepEqual(
    turnedFake([...found, proofOf('sound', [], 'r2')], before, 'r2').map(({ message }) => message),
    ['2 tests of which that was not known pass without a target that works (1 real before, 1 new): "real", "new"'],
  );
  assert.deepEqual(turnedFake([proofOf('real', [], 'r2'), proofOf('old fake', ['http-500'], 'r1')], before, 'r2'), []);
});

test('a proof by schedule that found out tests is told once in the channel, also after a restart, and others are not', () =>
  withDataFolder((data) => withStore(data, tellOnce)));

const configuration = () => ({ slack: { channel: '#e2e' } });

async function tellOnce(store: Store): Promise<void> {
  const told: Telling[] = [];
  const teller = { tell: async (telling: Telling) => (told.push(telling), { told: true } as const) };
  const log = { error: (message: string): void => assert.fail(message) };
  const parts = { store, teller, configuration, channelOf: async () => 'C1', now, log };
  const queue = async (requestId: string, requestedBy: { id: string; name: string; via: 'terminal' }, code: string) => {
    const selection = { proves: { run: 'r0' } };
    const order = { requestId, suite: 'critical', environment: 'staging', selection, requestedBy };
    const { run } = await store.runs.add({ ...order, queuedAt: now().toISOString() });
    await store.runs.change(run.id, { state: 'running' });
    await store.runs.change(run.id, { state: 'failed', findings: [{ code, message: '1 test' }] });
    return run.id;
  };
  const found = await queue('q1', schedule, 'turned-fake');
  await queue('q2', schedule, 'other');
  await queue('q3', { id: 'ada', name: 'ada', via: 'terminal' }, 'turned-fake');
  for (let start = 0; start < 2; start += 1) {
    const end = new AbortController();
    await startProofAnnouncer(parts, end.signal).settled();
    end.abort();
  }
  assert.deepEqual(
    told.map(({ key, place, content }) => [key, place.channel, content.kind]),
    [[`${found}/turned-fake`, 'C1', 'once']],
  );
}
