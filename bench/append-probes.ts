import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeResult } from '#domain/probe.ts';
import { openJsonStore } from '#state/json/open-json-store.ts';
import type { Store } from '#state/state.ts';
import { type Figure, quantile } from './figure.ts';

const endpoints = 1_000;
const minuteMs = 60_000;
const hoursKept = 14 * 24;
const startMs = Date.UTC(2026, 0, 1);

interface Sample {
  readonly store: Store;
  readonly clock: { nowMs: number };
  readonly times: number[];
}

/** What a minute of a thousand results costs the store, with an hour and with 14 days of history. */
export async function benchAppendProbes(rounds = 50): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'teneleven-probes-'));
  try {
    const [small, large] = [await openFilled(folder, 1), await openFilled(folder, hoursKept)];
    for (let round = 0; round < rounds; round += 1) {
      for (const sample of round % 2 === 0 ? [small, large] : [large, small])
        sample.times.push(await addMinute(sample));
    }
    await Promise.all([small.store.close(), large.store.close()]);
    const [few, many] = [quantile(small.times, 0.5), quantile(large.times, 0.5)];
    const detail = `median of ${rounds} minutes; ${many.toFixed(1)} ms of CPU beside ${few.toFixed(1)} ms`;
    return [
      { name: `1,000 results after ${hoursKept} : 1 hours`, value: many / few, limit: 1.2, unit: '×', detail },
      { name: 'keeping one result', value: many / endpoints, limit: 0.2, unit: 'ms of CPU', detail },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One minute of every hour of the history is full; a file more or less is what could matter. */
async function openFilled(folder: string, hours: number): Promise<Sample> {
  const clock = { nowMs: startMs };
  const store = await openJsonStore({
    data: join(folder, String(hours)),
    keepRuns: 10,
    now: () => new Date(clock.nowMs),
  });
  const sample = { store, clock, times: [] };
  for (let hour = 0; hour < hours; hour += 1) {
    clock.nowMs = startMs + hour * 60 * minuteMs;
    await addMinute(sample);
  }
  return sample;
}

async function addMinute({ store, clock }: Sample): Promise<number> {
  clock.nowMs += minuteMs;
  const startedAt = new Date(clock.nowMs).toISOString();
  const results = Array.from({ length: endpoints }, (_, n) => resultOf(`api:/path/${n}`, startedAt));
  const before = process.cpuUsage();
  await store.watch.probes.add(results);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function resultOf(endpoint: string, startedAt: string): ProbeResult {
  const headers = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`header-${n}`, 'value '.repeat(5)]));
  return {
    id: 'every-minute.1',
    environment: 'staging',
    endpoint,
    kind: 'http',
    url: 'http://127.0.0.1:8080/health',
    startedAt,
    durationMs: 12.5,
    location: 'here',
    standing: 'up',
    steps: [{ step: 'tcp', outcome: 'passed', durationMs: 0.4 }],
    addresses: [{ address: '127.0.0.1', family: 4, tcp: 'passed', durationMs: 0.4 }],
    http: {
      version: 'HTTP/1.1',
      status: 200,
      headers,
      firstByteMs: 9.5,
      wireBytes: 900,
      bodyBytes: 900,
      body: 'ok '.repeat(300),
      assertions: [],
    },
    changed: {},
    loopDelayMs: 0.1,
    isSpoiled: false,
  };
}
