/** `npm run bench [-- name…]`: measures what the project promises and prints each figure beside its limit. */
import { benchAck } from './ack.ts';
import { benchAppend } from './append.ts';
import { benchAppendProbes } from './append-probes.ts';
import { benchCheckCost } from './check-cost.ts';
import type { Figure } from './figure.ts';
import { benchHeldConnections } from './held-connections.ts';
import { benchHttpRate } from './http-rate.ts';
import { benchStall } from './stall.ts';
import { benchStart } from './start.ts';
import { benchSweeps } from './sweeps.ts';
import { benchTiming } from './timing.ts';
import { benchWallTime } from './wall-time.ts';
import { benchWebSocketProbes } from './websocket-probes.ts';

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: benchStart,
  ack: benchAck,
  append: benchAppend,
  'append-probes': benchAppendProbes,
  'wall-time': benchWallTime,
  timing: benchTiming,
  'http-rate': benchHttpRate,
  stall: benchStall,
  'check-cost': benchCheckCost,
  'websocket-probes': benchWebSocketProbes,
  'held-connections': benchHeldConnections,
  sweeps: benchSweeps,
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);
let missed = 0;
for (const name of wanted) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`No bench named "${name}"; there are ${Object.keys(benches).join(', ')}`);
  for (const figure of await bench()) {
    const holds = figure.value <= figure.limit;
    if (!holds) missed += 1;
    const value = `${figure.value.toFixed(3)} ${figure.unit}`;
    console.log(
      `${holds ? 'holds ' : 'MISSED'}  ${figure.name}: ${value} (limit ${figure.limit} ${figure.unit}; ${figure.detail})`,
    );
  }
}
process.exitCode = missed === 0 ? 0 : 1;
