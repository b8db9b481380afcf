import { isAuditActive } from '#domain/audit.ts';

import type { History } from '../evidence.ts';
import type { GatherParts } from './gather-parts.ts';

const runsLookedAt = 200;
const auditsLookedAt = 40;
const incidentsLookedAt = 100;
const pointsLookedAt = 1_000;
const hourMs = 3_600_000;

/** What is stored of this environment. */
export async function gatherHistory({ id, environment, store, now }: GatherParts): Promise<History> {
  const { name } = environment;
  const since = new Date(now().getTime() - hourMs).toISOString();
  const [runs, audits, incidents, closes, points] = await Promise.all([
    store.runs.list({ environment: name, states: ['passed'], limit: runsLookedAt }),
    store.work.audits.list({ environment: name, limit: auditsLookedAt }),
    store.watch.incidents.list({
      states: ['triggered', 'acknowledged', 'silenced', 'flapping'],
      limit: incidentsLookedAt,
    }),
    store.watch.ledger.since(since, { environment: name }),
    store.watch.probes.points({ environment: name, since, limit: pointsLookedAt }),
  ]);
  return {
    green: runs.find(({ verdict, endedAt }) => verdict === 'proven' && endedAt !== undefined),
    audits: audits.filter((each) => each.id !== id && !isAuditActive(each) && each.startedAt !== undefined),
    incidents: incidents.filter(({ alarm }) => alarm.environment === name || alarm.environment === undefined),
    closes,
    points: points.length,
  };
}
