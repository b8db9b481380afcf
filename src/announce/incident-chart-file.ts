import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Place } from '#domain/actor.ts';
import type { Incident } from '#domain/incident.ts';
import type { Store } from '#state/state.ts';

import type { Chart } from './chart.ts';
import { incidentChart } from './incident-chart.ts';
import { chartKey, chartTelling } from './incident-tellings.ts';
import type { Teller } from './telling.ts';

export interface ChartParts {
  readonly store: Pick<Store, 'watch' | 'posts'>;
  readonly teller: Teller;
  /** The PNG of a chart. */
  readonly render: (chart: Chart) => Promise<Uint8Array>;
  /** Where pictures wait for their upload. */
  readonly folder: string;
  readonly now: () => Date;
  readonly log: { error(message: string): void };
}

const remembered = 1_000;

/** Draws and uploads the pictures of incidents, one at a time, each once. What cannot be drawn is logged and left out. */
export function createIncidentCharts(parts: ChartParts) {
  const begun = new Set<string>();
  let last = Promise.resolve();

  async function show(incident: Incident, place: Place, signal: AbortSignal): Promise<void> {
    const key = chartKey(incident);
    if ((await parts.store.posts.get(key))?.state === 'sent') return;
    const drawn = await incidentChart(incident, parts.store.watch, parts.now());
    if (drawn === undefined || signal.aborted) return;
    const path = join(parts.folder, `${key.replace('/', '-')}.png`);
    await mkdir(parts.folder, { recursive: true, mode: 0o700 });
    await writeFile(path, await parts.render(drawn.chart), { mode: 0o600 });
    const told = parts.teller.tell(chartTelling(incident, place, { path, altText: drawn.altText }), signal);
    // Not awaited: while Slack is down the others are drawn.
    void told.then(() => rm(path, { force: true })).catch(() => undefined);
  }

  return (incident: Incident, place: Place, signal: AbortSignal): Promise<void> => {
    const key = chartKey(incident);
    if (begun.has(key)) return last;
    begun.add(key);
    const [oldest] = begun;
    if (begun.size > remembered && oldest !== undefined) begun.delete(oldest);
    last = last
      .then(() => show(incident, place, signal))
      .catch((error: unknown) =>
        parts.log.error(`No chart for ${incident.id}: ${error instanceof Error ? error.message : String(error)}`),
      );
    return last;
  };
}
