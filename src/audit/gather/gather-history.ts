import { isAuditActive } from '#domain/audit.ts';

import type { History } from '../evidence.ts';
import type { GatherParts } from './gather-parts.ts';

const runsLookedAt = 200;
/** A record holds thousands of fingerprints: further back is read only where the last green run lies there. */
const auditsLookedAt = 20;
const auditsKept = 200;
const incidentsLookedAt = 100;
const pointsLookedAt = 1_000;
const hourMs = 3_600_000;

/** What is stored of this environment. */
export async function gatherHistory(parts: GatherParts): Promise<History> {
  const { environment, store, now } = parts;
  const { name } = environment;
  const since = new Date(now().getTime() - hourMs).toISOString();
  const runs = await store.runs.list({ environment: name, states: ['passed'], limit: runsLookedAt });
  const ended = runs.filter(({ verdict, endedAt }) => verdict !== 'invalid' && endedAt !== undefined);
  const green = ended.find(({ verdict }) => verdict === 'proven') ?? ended[0];
  const [audits, incidents, closes, points] = await Promise.all([
    earlierAudits(green?.endedAt, parts),
    store.watch.incidents.list({
      states: ['triggered', 'acknowledged', 'silenced', 'flapping'],
      limit: incidentsLookedAt,
    }),
    store.watch.ledger.since(since, { environment: name }),
    store.watch.probes.points({ environment: name, since, limit: pointsLookedAt }),
  ]);
  return {
    green,
    audits,
    incidents: incidents.filter(({ alarm }) => alarm.environment === name || alarm.environment === undefined),
    closes,
    points: points.length,
  };
}

/** Newest first; back to the one before the last green run, where there is one. */
async function earlierAudits(greenAt: string | undefined, { environment, store }: GatherParts) {
  const read = async (limit: number) => {
    const listed = await store.work.audits.list({ environment: environment.name, limit });
    return listed.filter((each) => !isAuditActive(each) && each.startedAt !== undefined);
  };
  const newest = await read(auditsLookedAt);
  const isEnough = greenAt === undefined || newest.some(({ startedAt = '' }) => startedAt <= greenAt);
  return isEnough || newest.length < auditsLookedAt - 1 ? newest : read(auditsKept);
}
