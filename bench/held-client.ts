/** `node --expose-gc bench/held-client.ts URL COUNT [CA]`: holds so many connections and prints how many bytes each takes. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { openMany } from '#probes/hold-connections.ts';
import { defaultLimits, type WebSocketProbe } from '#probes/probe.ts';

const [url = '', count = '0', caFile] = process.argv.slice(2);
const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
const probe: WebSocketProbe = {
  kind: 'websocket',
  id: 'held',
  endpoint: 'held',
  location: 'here',
  reach: { url, ca, limits: defaultLimits },
  headers: {},
  changed: {},
  isAdHoc: false,
  subprotocols: [],
  token: 'none',
  expect: [],
  typeAt: '/type',
  withinMs: 5_000,
  holdWith: 'nothing',
  sizes: [],
};

const hold = (many: number) =>
  openMany({ count: many, probeFor: () => probe, spacingMs: 1 }, AbortSignal.timeout(60_000));

async function residentBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await delay(100);
  }
  return process.memoryUsage.rss();
}

// The first few load the code and grow what is there once for all.
const first = await hold(50);
const before = await residentBytes();
const held = await hold(Number(count));
const after = await residentBytes();
const { open } = held.report();
console.log(JSON.stringify({ open, bytesEach: (after - before) / open }));
await held.close();
await first.close();
