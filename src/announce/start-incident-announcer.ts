import type { Place } from '#domain/actor.ts';
import type { Incident } from '#domain/incident.ts';
import { OperatorError } from '#domain/operator-error.ts';

import { followRecords, type Announcer } from './follow-records.ts';
import { gatherIncidentFacts, type IncidentSources } from './gather-incident-facts.ts';
import { createIncidentCharts, type ChartParts } from './incident-chart-file.ts';
import { incidentTellings, isUnheard } from './incident-tellings.ts';
import { renderChart } from './render-chart.ts';
import type { Teller, Told } from './telling.ts';

export interface IncidentAnnouncerParts extends IncidentSources {
  readonly teller: Teller;
  /** The id of a channel that the configuration names. Rejects while that cannot be known. */
  readonly channelOf: (channel: string) => Promise<string>;
  /** A folder for pictures that wait for their upload. */
  readonly folder: string;
  /** Default: resvg in a thread of its own. */
  readonly render?: ChartParts['render'] | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly log: { error(message: string): void };
}

/** Follows the incidents and tells every change; at start also what an earlier process left untold. Survives every error. */
export function startIncidentAnnouncer(parts: IncidentAnnouncerParts, signal: AbortSignal): Announcer {
  const { store, teller, log, retryAfterMs, channelOf } = parts;
  const { incidents } = store.watch;
  const showChart = createIncidentCharts({ ...parts, render: parts.render ?? renderChart });
  const usual = new Map<string, { readonly usual?: string | undefined }>();
  const underWay = new Set<Promise<void>>();

  /** Not awaited: the teller paces itself and keeps the latest, also for hours. */
  async function tell(id: string): Promise<void> {
    const incident = await incidents.get(id);
    if (incident?.place === undefined) return;
    if (isUnheard(incident)) return incident.state === 'resolved' ? markTold(incident, parts) : undefined;
    const earlier = await store.posts.get(`${id}/root`);
    const channel = earlier?.ts === undefined ? await channelOf(incident.place.channel) : earlier.channel;
    const place: Place = { ...incident.place, channel };
    const facts = await gatherIncidentFacts(incident, parts, usual.get(id));
    remember(usual, id, { usual: facts.usual });
    const tellings = incidentTellings({ ...incident, place }, facts);
    const told = Promise.all(tellings.map((telling) => teller.tell(telling, signal)));
    track(told.then((answers) => conclude(incident, answers)));
    track(showChart(incident, place, signal));
  }

  async function conclude(incident: Incident, told: readonly Told[]): Promise<void> {
    if (told.some((each) => !each.told && !each.gone)) return;
    const [root] = told;
    if (root?.told === false) {
      log.error(`Incident ${incident.id} cannot be told in "${incident.place?.channel}": ${root.reason}`);
      // The next process tries an open one once more: the bot may have been let in since.
      if (incident.state !== 'resolved') return;
    }
    await markTold(incident, parts);
  }

  function track(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => log.error(`A told incident could not be marked: ${String(error)}`))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
  }

  const untold = async (): Promise<readonly string[]> => (await incidents.unfinished()).map(({ id }) => id);
  const subscribe = (listener: (id: string) => void): (() => void) => incidents.subscribe(listener);
  const following = followRecords({ subscribe, untold, tell, noun: 'Incident', retryAfterMs, log }, signal);
  return {
    async settled() {
      await following.settled();
      while (underWay.size > 0) {
        await Promise.all(underWay);
        await following.settled();
      }
    },
  };
}

/** Of the entries that were there when it was told. */
async function markTold({ id, entries }: Incident, { store }: Pick<IncidentSources, 'store'>): Promise<void> {
  try {
    await store.watch.incidents.change(id, (incident) =>
      incident.toldEntries >= entries.length ? incident : { ...incident, toldEntries: entries.length },
    );
  } catch (error) {
    // Removed by the retention meanwhile: there is nothing left to mark.
    if (!(error instanceof OperatorError) || error.code !== 'UNKNOWN_INCIDENT') throw error;
  }
}

const remembered = 200;

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > remembered && oldest !== undefined) map.delete(oldest);
}
