import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Run } from '#domain/run.ts';
import { noCounts } from '#domain/test-result.ts';
import { openReports } from '#report/keep-reports.ts';
import type { Store } from '#state/state.ts';
import { withDataFolder, withStore } from '#testing/data-folder.ts';
import { makeDiagnosis } from '#testing/make-inquiry.ts';

import { startReportAnnouncer } from './start-report-announcer.ts';
import type { Teller, Telling } from './telling.ts';

const ada = { id: 'U1', name: 'Ada', via: 'slack' } as const;
const place = { channel: 'C1' };
const now = (): Date => new Date();

interface Scene {
  readonly store: Store;
  readonly data: string;
  readonly told: Telling[];
  /** Starts as a new process would; returns what ends it. */
  readonly start: (patienceMs?: number) => Promise<() => Promise<void>>;
  readonly ended: (parts?: Partial<Run>) => Promise<Run>;
}

function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  return withDataFolder((data) =>
    withStore(data, (store) => {
      const told: Telling[] = [];
      const teller: Teller = {
        async tell(telling) {
          told.push(telling);
          await store.posts.save({ key: telling.key, ...place, state: 'sent', at: now().toISOString() });
          return { told: true };
        },
      };
      const start = async (patienceMs?: number): Promise<() => Promise<void>> => {
        const sources = { store, configuration: () => ({ suites: new Map() }), redact: (text: string) => text };
        const reports = await openReports({ ...sources, data, now });
        const [talking, working] = [new AbortController(), new AbortController()];
        const log = { error: (message: string) => assert.fail(message) };
        const parts = { store, teller, reports, now, log, working: working.signal, patienceMs };
        const announcer = startReportAnnouncer(parts, talking.signal);
        return async () => {
          working.abort();
          await announcer.settled();
          talking.abort();
        };
      };
      return work({ store, data, told, start, ended: (parts) => endedRun(store, parts) });
    }),
  );
}

async function endedRun(store: Store, parts: Partial<Run> = {}): Promise<Run> {
  const order = { suite: 'critical', environment: 'staging', selection: {}, requestedBy: ada, place, ...parts };
  const { run } = await store.runs.add({ ...order, requestId: crypto.randomUUID(), queuedAt: now().toISOString() });
  await store.runs.change(run.id, { state: 'running', startedAt: now().toISOString() });
  await store.runs.saveTests(run.id, [{ id: 'a', outcome: 'passed', durationMs: 5, attempts: 1 }]);
  const end = { state: 'passed', verdict: 'proven', counts: { ...noCounts, passed: 1 }, ...parts } as const;
  return store.runs.change(run.id, { ...end, endedAt: now().toISOString() });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endAt = Date.now() + 5_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < endAt, 'it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const reportOf = (data: string, id: string): Promise<string> => readFile(join(data, 'reports', `${id}.md`), 'utf8');

test('the report of an ended run is written, then posted once in its thread, and not again after a restart', () =>
  withScene(async ({ told, start, ended, data }) => {
    const stop = await start();
    await ended();
    await until(() => told.length === 1);
    assert.deepEqual(told[0], {
      key: 'r1/report',
      under: 'r1/root',
      place,
      weight: 'last',
      content: { kind: 'file', name: 'r1-report.md', title: 'Report of r1', path: join(data, 'reports', 'r1.md') },
    });
    assert.match(await reportOf(data, 'r1'), /^# r1: critical on staging\n/u);
    await stop();
    const stopAgain = await start();
    await ended();
    await until(() => told.length === 2);
    await stopAgain();
    assert.deepEqual(
      told.map(({ key }) => key),
      ['r1/report', 'r2/report'],
    );
  }));

test('what a dead process did not post is made again, the same to the byte', () =>
  withScene(async ({ told, start, ended, data, store }) => {
    const stop = await start();
    await ended();
    await until(() => told.length === 1);
    await stop();
    const first = await reportOf(data, 'r1');
    await store.posts.save({ key: 'r1/report', ...place, state: 'sending', at: now().toISOString() });
    const stopAgain = await start();
    await until(() => told.length === 2);
    await stopAgain();
    assert.equal(await reportOf(data, 'r1'), first);
  }));

test('a red run waits for its diagnosis, which is then in the report', () =>
  withScene(async ({ told, start, ended, data, store }) => {
    const stop = await start();
    const red = await ended({ state: 'failed', verdict: 'failed' });
    await until(async () => (await reportOf(data, 'r1').catch(() => '')) !== '');
    assert.equal(told.length, 0);
    const order = {
      requestId: 'auto-r1',
      run: red.id,
      environment: 'staging',
      depth: 'quick',
      requestedBy: ada,
    } as const;
    await store.watch.inquiries.add({ ...order, queuedAt: now().toISOString() });
    const diagnoses = [makeDiagnosis()];
    await store.watch.inquiries.change('w1', (each) => ({ ...each, state: 'done', diagnoses, observations: [] }));
    await until(() => told.length === 1);
    assert.match(await reportOf(data, 'r1'), /handler-error/u);
    await stop();
  }));

test('a red run that nobody asks about is reported when it was waited for long enough', () =>
  withScene(async ({ told, start, ended }) => {
    const stop = await start(50);
    await ended({ state: 'failed', verdict: 'failed' });
    await until(() => told.length === 1);
    await stop();
  }));

test('stopping does not wait for a diagnosis; the next process tells', () =>
  withScene(async ({ told, start, ended, data }) => {
    const stop = await start();
    await ended({ state: 'failed', verdict: 'failed' });
    await until(async () => (await reportOf(data, 'r1').catch(() => '')) !== '');
    await stop();
    assert.equal(told.length, 0);
    const stopAgain = await start(0);
    await until(() => told.length === 1);
    await stopAgain();
  }));

test('a run of a terminal, and one of a loop, is written and not posted', () =>
  withScene(async ({ told, start, ended, data }) => {
    const stop = await start();
    await ended({ place: undefined });
    await ended({ partOf: 'l1' });
    await until(async () => (await reportOf(data, 'r2').catch(() => '')) !== '');
    await stop();
    assert.match(await reportOf(data, 'r1'), /critical/u);
    assert.equal(told.length, 0);
  }));

test('what had ended before reports were kept is left alone', () =>
  withScene(async ({ told, start, ended, data }) => {
    await ended();
    await new Promise((resolve) => setTimeout(resolve, 2));
    const stop = await start();
    await ended();
    await until(() => told.length === 1);
    await stop();
    assert.equal(told[0]?.key, 'r2/report');
    await assert.rejects(reportOf(data, 'r1'), { code: 'ENOENT' });
  }));

test('a report goes with its record', () =>
  withDataFolder((data) =>
    withStore(
      data,
      async (store) => {
        const sources = { store, configuration: () => ({ suites: new Map() }), redact: (text: string) => text };
        const reports = await openReports({ ...sources, data, now });
        for (let n = 1; n <= 4; n += 1) {
          const { id } = await endedRun(store, { suite: `s${n}` });
          await store.runs.change(id, { toldAt: now().toISOString() });
          await reports.write(id);
        }
        assert.deepEqual(await Promise.all(['r1', 'r4'].map(reports.has)), [false, true]);
      },
      { keepRuns: 2 },
    ),
  ));
