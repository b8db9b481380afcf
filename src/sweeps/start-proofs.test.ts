import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfiguration } from '#config/parse-configuration.ts';
import { noCounts } from '#domain/test-result.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';

import type { Ticks } from './cron-ticker.ts';
import { startProofs } from './start-proofs.ts';

const configuration = parseConfiguration(
  `
environments: { staging: {}, canary: {}, other: {} }
suites:
  critical: { runner: pytest, command: [pytest], environments: [staging, canary], prove: { cron: '0 3 * * *', most: 7 } }
  plain: { runner: pytest, command: [pytest] }
`,
  '/repo/e2e.yaml',
);
const now = (): Date => new Date('2026-03-02T03:00:00Z');

test('a suite with a schedule is proven where it was green, once for each time, until the bot ends', () =>
  withDataFolder((data) => withStore(data, (store) => proveByNight(store))));

async function proveByNight(store: Store): Promise<void> {
  const due: { schedule: string; ticks: Ticks }[] = [];
  const ended: string[] = [];
  const bugs: unknown[] = [];
  const end = new AbortController();
  const parts = { store, configuration: () => configuration, now, onBug: (error: unknown) => bugs.push(error) };
  const ticker = (schedule: string, ticks: Ticks) => {
    due.push({ schedule, ticks });
    return () => void ended.push(schedule);
  };
  startProofs({ ...parts, ticker }, end.signal);
  assert.deepEqual(
    due.map(({ schedule }) => schedule),
    ['0 3 * * *'],
  );
  const asked = { suite: 'critical', environment: 'staging', selection: {}, queuedAt: now().toISOString() };
  const actor = { id: 'U1', name: 'ana', via: 'slack' } as const;
  const { run } = await store.runs.add({ ...asked, requestId: 'q1', requestedBy: actor });
  await store.runs.change(run.id, { state: 'running' });
  await store.runs.change(run.id, { state: 'passed', counts: { ...noCounts, passed: 3 } });
  await due[0]?.ticks.onDue(now());
  await due[0]?.ticks.onDue(now());
  const proofs = (await store.runs.active()).map(({ environment, selection, place }) => ({
    environment,
    selection,
    place,
  }));
  const selection = { proves: { run: run.id, most: 7 } };
  assert.deepEqual([proofs, bugs], [[{ environment: 'staging', selection, place: undefined }], []]);
  end.abort();
  assert.deepEqual(ended, ['0 3 * * *']);
}
