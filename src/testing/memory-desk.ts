import { defaultSpike, type Configuration } from '#domain/configuration.ts';
import { createIncidentDesk, type IncidentDesk } from '#sweeps/incident-desk.ts';
import { createMemoryWatch } from '#state/memory/memory-watch.ts';
import type { IncidentStore } from '#state/watch.ts';

import { createMemoryStore } from './memory-store.ts';

const bare: Pick<Configuration, 'sweeps' | 'alerts' | 'slack'> = {
  sweeps: new Map(),
  alerts: { spike: defaultSpike, maintenance: [], control: [] },
  slack: { command: '/e2e' },
};

/** The desk over a store in memory, with nobody to tell. */
export function createMemoryDesk(
  incidents: IncidentStore,
  configuration: () => Pick<Configuration, 'sweeps' | 'alerts' | 'slack'> = () => bare,
): IncidentDesk {
  const { runs, locks } = createMemoryStore();
  return createIncidentDesk({
    store: { runs, locks, watch: { ...createMemoryWatch(), incidents } },
    configuration,
    now: () => new Date(),
    log: { warn: () => {} },
  });
}
