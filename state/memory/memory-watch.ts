import type { WatchStore } from '../watch.ts';
import { createMemoryLedger, createMemoryProbes, createMemorySilences, createMemorySweeps } from './memory-probes.ts';
import { createMemoryIncidents, createMemoryInquiries, createMemoryProbings } from './memory-records.ts';

/** Keeps nothing longer than the process: for a terminal beside a running bot, and for tests. Bounded. */
export function createMemoryWatch(): WatchStore {
  return {
    probes: createMemoryProbes(),
    ledger: createMemoryLedger(),
    sweeps: createMemorySweeps(),
    probings: createMemoryProbings(),
    incidents: createMemoryIncidents(),
    silences: createMemorySilences(),
    inquiries: createMemoryInquiries(),
  };
}
