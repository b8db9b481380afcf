import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { type Figure, quantile } from './figure.ts';
import { seedStore } from './seed-store.ts';

interface Sample {
  readonly runs: number;
  readonly store: Store;
  readonly openMs: number;
  readonly times: number[];
}

const at = '2025-11-22T23:47:00.000Z';

/** What a run costs the store from queueing to told (add, start, tests, end), with few and with many runs in the history. */
export async function benchAppend(
  runs: readonly [number, number] = [10, 10_000],
  rounds = 300,
): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-append-'));
  try {
    const [small, large] = [await openSeeded(folder, runs[0]), await openSeeded(folder, runs[1])];
    // In turns, and first the one then the other, so that a busy moment of the machine meets both.
    for (let round = 0; round < rounds; round += 1) {
      for (const sample of round % 2 === 0 ? [small, large] : [large, small]) await appendOne(sample, round);
    }
    await Promise.all([small.store.close(), large.store.close()]);
    const value = quantile(large.times, 0.5) / quantile(small.times, 0.5);
    const detail = `median of ${rounds} pairs; ${describe(large)}; ${describe(small)}`;
    return [{ name: `append at ${runs[1]} : ${runs[0]} runs`, value, limit: 1.2, unit: '×', detail }];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function openSeeded(folder: string, runs: number): Promise<Sample> {
  const data = join(folder, String(runs));
  await seedStore(data, runs);
  const start = performance.now();
  const store = await openJsonStore({ data, keepRuns: 50_000, now: () => new Date() });
  return { runs, store, openMs: performance.now() - start, times: [] };
}

async function appendOne({ store, times }: Sample, round: number): Promise<void> {
  const requestedBy = { id: 'U1', name: 'ana', via: 'slack' } as const;
  const usual = { suite: 'critical', environment: 'staging', selection: {}, requestedBy, queuedAt: at };
  const start = performance.now();
  const { run } = await store.runs.add({ ...usual, requestId: `bench-${round}` });
  await store.runs.change(run.id, { state: 'running', startedAt: at });
  await store.runs.saveTests(run.id, [{ id: 'test', outcome: 'passed', durationMs: 1, attempts: 1 }]);
  await store.runs.change(run.id, { state: 'passed', endedAt: at });
  times.push(performance.now() - start);
}

function describe({ runs, openMs, times }: Sample): string {
  const [p50, p99] = [quantile(times, 0.5).toFixed(1), quantile(times, 0.99).toFixed(1)];
  return `${runs}: p50 ${p50} ms, p99 ${p99} ms, opened in ${openMs.toFixed(0)} ms`;
}
