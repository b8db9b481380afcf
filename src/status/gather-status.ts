import { isApprovalActive } from '#domain/approval.ts';
import type { ConfigurationProblem } from '#domain/configuration-problem.ts';
import type { Configuration, Environment, Sweep } from '#domain/configuration.ts';
import { byUrgency, isOpen } from '#domain/incident.ts';
import { isLoopActive } from '#domain/loop.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { isActive, type Run } from '#domain/run.ts';
import { showsStanding } from '#domain/run-words.ts';
import { isProbingActive } from '#domain/probing.ts';
import { endpointsOf } from '#probes/endpoints.ts';
import { readLoopFacts } from '#state/read-loop-facts.ts';
import type { Store } from '#state/state.ts';
import type { ProbePoint } from '#state/watch.ts';

import { cronPeriodMs } from './cron-period.ts';
import type {
  EndpointStatus,
  EnvironmentStatus,
  LoopStatus,
  StatusFacts,
  SuiteStatus,
  SweepStatus,
  VersionsSeen,
} from './status-facts.ts';

export interface StatusSources {
  readonly store: Store;
  readonly configuration: Configuration;
  readonly now: () => Date;
  readonly configurationProblem?: ConfigurationProblem | undefined;
}

const runsLookedAt = 200;
const pointsLookedAt = 20_000;
const incidentsLookedAt = 500;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const clockSlackMs = 60_000;
/** A measurement older than so many periods of its sweep says nothing any more. */
const stalePeriods = 2.5;
/** The same where no sweep measures it. */
const staleMs = 15 * 60_000;

/** Everything that the status tells, of the named environments. Reads stored state alone. */
export async function gatherStatus(names: readonly string[], sources: StatusSources): Promise<StatusFacts> {
  const { configuration, now, configurationProblem } = sources;
  const environments = names.flatMap((name) => configuration.environments.get(name) ?? []);
  const [undelivered, ...gathered] = await Promise.all([
    countUndelivered(sources.store),
    ...environments.map((environment) => gatherEnvironment(environment, sources)),
  ]);
  return { now: now(), environments: gathered, undelivered, configurationProblem };
}

async function gatherEnvironment(environment: Environment, sources: StatusSources): Promise<EnvironmentStatus> {
  const { store, configuration, now } = sources;
  const { name } = environment;
  const [lock, runs, open, active, closes, endpoints, sweeps, loops, approvals] = await Promise.all([
    store.locks.get(name),
    store.runs.list({ environment: name, limit: runsLookedAt }),
    store.watch.incidents.list({
      states: ['triggered', 'acknowledged', 'silenced', 'flapping'],
      limit: incidentsLookedAt,
    }),
    store.runs.active(),
    environment.websockets.size === 0 ? [] : store.watch.ledger.since(before(now(), hourMs), { environment: name }),
    gatherEndpoints(environment, sources),
    gatherSweeps(name, sources),
    gatherLoops(name, sources),
    store.work.approvals.active(),
  ]);
  const ended = runs.filter((run) => !isActive(run));
  return {
    name,
    lock,
    versions: newest(versionsOfRuns(ended), versionsOfSweeps(sweeps)),
    active: active.filter((run) => run.environment === name),
    loops,
    approvals: approvals.filter((approval) => approval.environment === name),
    suites: suitesOf(environment, configuration, ended),
    endpoints,
    incidents: open
      .filter((incident) => isOpen(incident) && [name, undefined].includes(incident.alarm.environment))
      .toSorted(byUrgency),
    closes,
    sweeps,
  };
}

async function gatherLoops(name: string, { store, now }: StatusSources): Promise<readonly LoopStatus[]> {
  const active = (await store.work.loops.active()).filter(({ environment }) => environment === name);
  return Promise.all(active.map(async (loop) => ({ loop, facts: await readLoopFacts(loop, { store, now }) })));
}

function suitesOf({ name }: Environment, { suites }: Configuration, ended: readonly Run[]): readonly SuiteStatus[] {
  return [...suites.values()]
    .filter(({ environments }) => environments.length === 0 || environments.includes(name))
    .sort((one, other) => one.priority - other.priority)
    .map((suite) => {
      const newestRun = ended.find((run) => run.suite === suite.name);
      const latest = ended.find((run) => run.suite === suite.name && showsStanding(run));
      return { suite, latest, since: newestRun === latest ? undefined : newestRun };
    });
}

async function gatherEndpoints(environment: Environment, sources: StatusSources): Promise<readonly EndpointStatus[]> {
  const { store, configuration, now } = sources;
  const { name } = environment;
  const endpoints = endpointsOf(environment);
  if (endpoints.length === 0) return [];
  const [results, points] = await Promise.all([
    store.watch.probes.latest(),
    store.watch.probes.points({ environment: name, since: before(now(), hourMs), limit: pointsLookedAt }),
  ]);
  const latest = new Map(results.filter((each) => each.environment === name).map((each) => [each.endpoint, each]));
  const perEndpoint = Map.groupBy(points, ({ endpoint }) => endpoint);
  const sweeps = [...configuration.sweeps.values()].filter((sweep) => sweep.environment === name);
  return endpoints.map(({ id }) => {
    const limitMs = staleAfterMs(id, { environment, sweeps, now: now() });
    return statusOfEndpoint(id, latest.get(id), { points: perEndpoint.get(id) ?? [], limitMs, now: now() });
  });
}

function statusOfEndpoint(
  endpoint: string,
  latest: ProbeResult | undefined,
  seen: { readonly points: readonly ProbePoint[]; readonly limitMs: number; readonly now: Date },
): EndpointStatus {
  const ageMs = latest === undefined ? 0 : seen.now.getTime() - Date.parse(latest.startedAt);
  // What comes from the future was measured before the clock was set back.
  const isStale = ageMs > seen.limitMs || ageMs < -clockSlackMs;
  const standing = latest === undefined || isStale ? 'unknown' : latest.standing;
  return { endpoint, standing, latest, isStale, points: seen.points };
}

function staleAfterMs(
  id: string,
  watched: { readonly environment: Environment; readonly sweeps: readonly Sweep[]; readonly now: Date },
): number {
  const periods = watched.sweeps
    .filter((sweep) => covers(sweep, id))
    .map((sweep) => cronPeriodMs(sweep.cron, watched.now))
    // Once a year keeps nothing green for years.
    .filter((periodMs) => Number.isFinite(periodMs));
  return periods.length === 0 ? staleMs : stalePeriods * Math.min(...periods);
}

function covers({ endpoints }: Sweep, id: string): boolean {
  if (endpoints === 'all') return true;
  return endpoints.some((word) => id === word || id.startsWith(`${word}:`));
}

async function gatherSweeps(
  name: string,
  { store, configuration, now }: StatusSources,
): Promise<readonly SweepStatus[]> {
  const sweeps = [...configuration.sweeps.values()].filter((sweep) => sweep.environment === name);
  if (sweeps.length === 0) return [];
  const latest = await store.watch.sweeps.latest();
  return Promise.all(
    sweeps.map(async ({ name: sweep }) => {
      const slots = await store.watch.sweeps.list({ sweep, since: before(now(), dayMs), limit: 2_000 });
      const missed = slots.filter(({ state }) => state === 'missed' || state === 'overlapped').length;
      return { sweep, latest: latest.find((slot) => slot.sweep === sweep), missed };
    }),
  );
}

function versionsOfRuns(ended: readonly Run[]): VersionsSeen | undefined {
  const run = ended.find((each) => Object.keys(each.versions).length > 0 && each.startedAt !== undefined);
  return run === undefined ? undefined : { versions: run.versions, at: run.startedAt ?? run.queuedAt };
}

function versionsOfSweeps(sweeps: readonly SweepStatus[]): VersionsSeen | undefined {
  const seen = sweeps.flatMap(({ latest }): readonly VersionsSeen[] =>
    latest?.versions === undefined || Object.keys(latest.versions).length === 0
      ? []
      : [{ versions: latest.versions, at: latest.startedAt ?? latest.dueAt }],
  );
  return newest(...seen);
}

function newest(...seen: readonly (VersionsSeen | undefined)[]): VersionsSeen | undefined {
  return seen
    .filter((each) => each !== undefined)
    .sort((one, other) => (one.at < other.at ? 1 : -1))
    .at(0);
}

async function countUndelivered({ runs, watch, work }: Store): Promise<number> {
  const [untoldRuns, untoldProbings, incidents, loops, approvals] = await Promise.all([
    runs.untold(),
    watch.probings.untold(),
    watch.incidents.unfinished(),
    work.loops.untold(),
    work.approvals.untold(),
  ]);
  return (
    untoldRuns.filter((run) => !isActive(run)).length +
    untoldProbings.filter((probing) => !isProbingActive(probing)).length +
    loops.filter((loop) => !isLoopActive(loop)).length +
    approvals.filter((approval) => !isApprovalActive(approval)).length +
    incidents.filter(({ place, toldEntries, entries }) => place !== undefined && toldEntries < entries.length).length
  );
}

function before(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}
