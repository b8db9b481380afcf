import type { ProbeResult } from '#domain/probe.ts';

import type { Prober } from './prober.ts';
import { aborted } from './run-probe.ts';
import type { Intake } from './start-prober.ts';
import { unmeasured } from './unmeasured.ts';

/** So many wait in the thread beside those that are open: enough to go on launching while the main thread is busy. */
const ahead = 256;
/** A message costs as much as three probes in it. */
const fewestAtATime = 32;

/** Each probe has exactly one result, also when the sweep is aborted or the thread dies. */
export const createSweep = (intake: Intake): Prober['sweep'] =>
  async function* sweep(probes, pace, signal) {
    const lane = intake.openLane(pace);
    const outstanding = new Set<number>();
    let results: ProbeResult[] = [];
    let sent = 0;
    let wake: (() => void) | undefined;

    function settle(result: ProbeResult, number: number): void {
      outstanding.delete(number);
      results.push(result);
      wake?.();
    }

    function sendOn(): void {
      const room = Math.min(pace.atOnce + ahead - outstanding.size, probes.length - sent);
      if (room <= 0 || room < Math.min(fewestAtATime, probes.length - sent)) return;
      const next = probes.slice(sent, sent + room);
      sent += room;
      for (const number of intake.send(lane, next, settle)) outstanding.add(number);
    }

    function abort(): void {
      intake.abort([...outstanding]);
      for (const probe of probes.slice(sent)) settle(unmeasured(probe, aborted), 0);
      sent = probes.length;
    }

    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      while (sent < probes.length || outstanding.size > 0 || results.length > 0) {
        sendOn();
        const arrived = results;
        results = [];
        yield* arrived;
        if (results.length === 0 && outstanding.size > 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener('abort', abort);
      intake.abort([...outstanding]);
      intake.closeLane(lane);
    }
  };
