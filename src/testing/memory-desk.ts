import { defaultSpike } from '#domain/configuration.ts';
import { createIncidentDesk, type IncidentDesk } from '#sweeps/incident-desk.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { IncidentStore } from '#state/watch.ts';

import { createMemoryStore } from './memory-store.ts';

/** The desk over a store in memory, with nobody to tell. */
export function createMemoryDesk(incidents: IncidentStore): IncidentDesk {
  const { runs, locks } = createMemoryStore();
  const alerts = { spike: defaultSpike, maintenance: [], control: [] };
  return createIncidentDesk({
    store: { runs, locks, watch: { ...createMemoryWatch(), incidents } },
    configuration: () => ({ sweeps: new Map(), alerts, slack: { command: '/e2e' } }),
    now: () => new Date(),
    log: { warn: () => {} },
  });
}
