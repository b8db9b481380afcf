import type { Configuration, Suite } from '#domain/configuration.ts';
import type { IncidentFacts } from '#domain/incident-report.ts';
import type { Incident } from '#domain/incident.ts';
import type { Store } from '#state/state.ts';
import type { ProbePoint } from '#state/watch.ts';

export interface IncidentSources {
  readonly store: Pick<Store, 'watch' | 'posts'>;
  readonly configuration: () => Pick<Configuration, 'alerts' | 'suites'>;
  readonly now: () => Date;
  /** What the surface calls who is on call, so that a mention reaches them. Never rejects. */
  readonly personOf: (owner: string) => Promise<string>;
}

const dayMs = 24 * 3_600_000;
const endpointsRead = 10;
const pointsRead = 1_500;

/** Reads what telling an incident needs. `usual` is what was found for it before, since that never changes. */
export async function gatherIncidentFacts(
  incident: Incident,
  sources: IncidentSources,
  known?: Pick<IncidentFacts, 'usual'>,
): Promise<IncidentFacts> {
  const { alerts, suites } = sources.configuration();
  const [onCall, found] = await Promise.all([
    alerts.onCall === undefined ? undefined : sources.personOf(alerts.onCall),
    known ?? usualOf(incident, sources.store),
  ]);
  const suite = suiteFor(incident.alarm.environment, [...suites.values()]);
  return { now: sources.now(), onCall, onCallName: alerts.onCall, suite, ...found };
}

/** How the endpoints of an outage fared on the day before it; the other kinds say so themselves. */
async function usualOf(
  { alarm, triggeredAt }: Incident,
  { watch }: Pick<Store, 'watch'>,
): Promise<Pick<IncidentFacts, 'usual'>> {
  const { kind, environment, endpoints } = alarm;
  if (kind !== 'outage') return {};
  const since = new Date(Date.parse(triggeredAt) - dayMs).toISOString();
  let [measured, failed] = [0, 0];
  for (const endpoint of endpoints.slice(0, endpointsRead)) {
    const points = await watch.probes.points({ environment, endpoint, since, limit: pointsRead });
    const earlier = beforeOutage(points.filter((point) => point.at < triggeredAt && point.standing !== 'unknown'));
    measured += earlier.length;
    failed += earlier.filter(({ standing }) => standing === 'down').length;
  }
  if (measured === 0) return {};
  const share = `${Number(((100 * failed) / measured).toPrecision(2))} %`;
  return { usual: `${share} of their probes fail (${failed} of ${measured} in the 24 h before)` };
}

/** Without the failures that led to the alarm: they are the outage and no base rate. */
function beforeOutage(newestFirst: readonly ProbePoint[]): readonly ProbePoint[] {
  const lastGood = newestFirst.findIndex(({ standing }) => standing !== 'down');
  return lastGood === -1 ? [] : newestFirst.slice(lastGood);
}

function suiteFor(environment: string | undefined, suites: readonly Suite[]): string | undefined {
  if (environment === undefined) return undefined;
  const there = suites.filter(({ environments }) => environments.length === 0 || environments.includes(environment));
  return there.toSorted((one, other) => one.priority - other.priority)[0]?.name;
}
