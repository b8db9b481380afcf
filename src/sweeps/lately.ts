import { formatDuration } from '#domain/duration.ts';
import { isOpen, type Alarm } from '#domain/incident.ts';
import type { Run } from '#domain/run.ts';
import { countsInWords, showsStanding, statusOf } from '#domain/run-words.ts';
import type { Store } from '#state/state.ts';

export type LatelyStore = Pick<Store, 'runs' | 'locks' | 'watch'>;

/** Changes and red runs that are older are history. */
const latelyMs = 6 * 3_600_000;
const togetherMs = 15 * 60_000;
const runsRead = 100;
const slotsRead = 2_000;
const most = 8;

/** What changed before an incident, from records alone: versions, red runs, a lock, other incidents. Empty: nothing was seen. */
export async function findLately(alarm: Alarm, ownId: string, store: LatelyStore): Promise<readonly string[]> {
  const { environment, seenAt } = alarm;
  const others = await otherIncidents(ownId, seenAt, store);
  if (environment === undefined) return others.slice(0, most);
  const runs = await store.runs.list({ environment, limit: runsRead });
  const recent = runs.filter((run) => isRecent(run.startedAt ?? run.queuedAt, seenAt));
  const lock = await store.locks.get(environment);
  const locked = lock === undefined ? [] : [`${environment} was locked by ${lock.by.name} ${before(lock.at, seenAt)}`];
  const changes = { ...versionsOfRuns(runs, seenAt), ...(await versionsOfSweeps(environment, seenAt, store)) };
  return [...Object.values(changes), ...redRuns(recent, seenAt), ...locked, ...others].slice(0, most);
}

/** Service → the newest change of its version that sweeps saw; they read versions every time. */
async function versionsOfSweeps(environment: string, seenAt: string, { watch }: LatelyStore) {
  const since = new Date(Date.parse(seenAt) - latelyMs).toISOString();
  const slots = (await watch.sweeps.list({ since, limit: slotsRead }))
    .filter((slot) => slot.environment === environment && slot.dueAt <= seenAt)
    .toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  const known = new Map<string, string>();
  const changes: Record<string, string> = {};
  for (const { versions = {}, sweep, startedAt, dueAt } of slots) {
    for (const [service, version] of Object.entries(versions)) {
      const earlier = known.get(service) ?? version;
      known.set(service, version);
      if (earlier === version) continue;
      const when = before(startedAt ?? dueAt, seenAt);
      changes[service] =
        `${service} ${shorten(earlier)} → ${shorten(version)}, first seen by the sweep ${sweep} ${when}`;
    }
  }
  return changes;
}

/** Of each service: the version that its newest run saw, when an older run saw another one. */
function versionsOfRuns(runs: readonly Run[], seenAt: string): Readonly<Record<string, string>> {
  const services = new Set(runs.flatMap((run) => Object.keys(run.versions)));
  const changes = [...services].flatMap((service): readonly (readonly [string, string])[] => {
    const seen = runs.filter((run) => run.versions[service] !== undefined);
    const now = seen[0]?.versions[service];
    const index = seen.findIndex((run) => run.versions[service] !== now);
    const first = seen[index - 1];
    if (index < 1 || first === undefined || !isRecent(first.startedAt ?? first.queuedAt, seenAt)) return [];
    const change = `${shorten(seen[index]?.versions[service])} → ${shorten(now)}`;
    const when = before(first.startedAt ?? first.queuedAt, seenAt);
    return [[service, `${service} ${change}, first seen by ${first.id} ${when}`]];
  });
  return Object.fromEntries(changes);
}

/** Suites whose newest whole run is red. */
function redRuns(runs: readonly Run[], seenAt: string): readonly string[] {
  const newest = new Map<string, Run>();
  for (const run of runs) if (showsStanding(run) && !newest.has(run.suite)) newest.set(run.suite, run);
  return [...newest.values()]
    .filter((run) => statusOf(run) === 'failed')
    .map(
      (run) =>
        `${run.suite} failed in ${run.id} ${before(run.endedAt ?? run.queuedAt, seenAt)}, ${countsInWords(run.counts)}`,
    );
}

async function otherIncidents(ownId: string, seenAt: string, { watch }: LatelyStore): Promise<readonly string[]> {
  const since = new Date(Date.parse(seenAt) - togetherMs).toISOString();
  const others = await watch.incidents.list({ since, limit: most + 1 });
  return others
    .filter((each) => each.id !== ownId && each.triggeredAt >= since && isOpen(each))
    .map((each) => {
      const where = each.alarm.environment === undefined ? '' : ` on ${each.alarm.environment}`;
      return `${each.id}${where} opened ${before(each.triggeredAt, seenAt)}: ${each.alarm.evidence[0] ?? each.alarm.kind}`;
    });
}

function isRecent(at: string, seenAt: string): boolean {
  return Date.parse(seenAt) - Date.parse(at) <= latelyMs;
}

function before(at: string, seenAt: string): string {
  const ms = Date.parse(seenAt) - Date.parse(at);
  return ms < 1_000 ? 'in the same moment' : `${formatDuration(ms)} before`;
}

/** A commit is known by its beginning. */
function shorten(version = ''): string {
  return /^[0-9a-f]{12,64}$/u.test(version) ? version.slice(0, 8) : version.slice(0, 60);
}
