import type { ProbeResult } from '#domain/probe.ts';
import type { IncidentStore } from '#state/watch.ts';

import type { Confirmation } from './confirm.ts';
import { dataAlarm, dataAlarmKey, isStarved } from './data-alarm.ts';
import { easedKeys } from './eased-keys.ts';
import { examineSuspects, groupSuspects } from './examine-suspects.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { reuseMs } from './next-incident.ts';
import { isRestart, sampleOf } from './sample.ts';
import { heldKeys, joinRate, withCleared, withIncidents, withRaised, type ToldAlarms } from './join-told.ts';
import { confirm, dismiss, markSuspected, postpone, suspectsOf, toldKeys, type Suspect } from './suspects.ts';
import type { SweepClock } from './sweep-clock.ts';
import { symptomAlarmKey } from './symptom-alarm.ts';
import { toldAlarms } from './told-alarms.ts';
import { nextWatched, type Watched, type WatchRules } from './watched.ts';

export interface SweepWatchParts {
  readonly sweep: string;
  readonly environment: string;
  readonly rules: () => WatchRules & { readonly code: number };
  /** Known from before a restart, with what was told and not cleared. */
  readonly first: { readonly watched: Watched; readonly told: ToldAlarms };
  readonly desk: IncidentDesk;
  readonly incidents: IncidentStore;
  /** One plain probe of an endpoint, for a burst. */
  readonly ask: (endpoint: string, signal: AbortSignal) => Promise<ProbeResult>;
  /** Whether versions change right now: asked before a server that says it restarts is accused. */
  readonly isDeploying: (signal: AbortSignal) => Promise<boolean>;
  /** Another sweep tells under this key too. */
  readonly isHeldElsewhere: (key: string) => boolean;
  readonly clock: SweepClock;
  readonly onBug: (error: unknown, where: string) => void;
}

/** What one sweep measured. An endpoint without a result is not watched any more. */
export interface Round {
  readonly at: string;
  readonly results: readonly ProbeResult[];
  /** A deploy or a maintenance window. */
  readonly isDeploying: boolean;
}

export interface SweepWatch {
  /** Judges one sweep and reports what is known to be wrong; suspicions are confirmed meanwhile, see `settled`. */
  judge(round: Round, signal: AbortSignal): Promise<void>;
  /** When every burst that was begun has ended and was reported. */
  settled(): Promise<void>;
  /** Keys that this sweep tells under. */
  keys(): ReadonlySet<string>;
  watched(): Watched;
}

interface Memory {
  watched: Watched;
  told: ToldAlarms;
  latest: Round;
  /** The newest result that failed, of each endpoint. */
  readonly failed: Map<string, ProbeResult>;
}

/** The detectors of one sweep with their memory: what they suspect is confirmed by bursts, then reported to the desk. */
export function createSweepWatch(parts: SweepWatchParts): SweepWatch {
  const latest = { at: '', results: [], isDeploying: false };
  const memory: Memory = { ...parts.first, latest, failed: new Map() };
  const bursts = new Set<Promise<void>>();
  let reports: Promise<void> = Promise.resolve();

  const report = (): Promise<void> => {
    reports = reports
      .then(() => tell(memory, parts))
      .catch((error: unknown) => parts.onBug(error, 'reporting a sweep'));
    return reports;
  };
  const begin = (group: readonly Suspect[], signal: AbortSignal): void => {
    const burst = examine(group, { memory, parts }, signal)
      .then(report)
      .catch((error: unknown) => parts.onBug(error, 'confirming a suspicion'))
      .finally(() => bursts.delete(burst));
    bursts.add(burst);
  };

  return {
    async judge(round, signal) {
      const rules = parts.rules();
      remember(memory, round);
      const { isDeploying, at } = round;
      const samples = round.results.map((result) => sampleOf(result, { code: rules.code, isDeploying }));
      memory.watched = nextWatched(memory.watched, at, { samples, rules });
      const suspects = suspectsOf(memory.watched, rules);
      memory.watched = markSuspected(memory.watched, suspects);
      for (const group of groupSuspects(suspects)) begin(group, signal);
      await report();
    },
    async settled() {
      while (bursts.size > 0) await Promise.all(bursts);
      await reports;
    },
    keys: () => heldKeys(memory.told),
    watched: () => memory.watched,
  };
}

function remember(memory: Memory, round: Round): void {
  memory.latest = round;
  const watched = new Set(round.results.map(({ endpoint }) => endpoint));
  for (const endpoint of memory.failed.keys()) if (!watched.has(endpoint)) memory.failed.delete(endpoint);
  for (const result of round.results) if (result.standing === 'down') memory.failed.set(result.endpoint, result);
}

/** Raises what is known to be wrong and clears what is not so any more. */
async function tell(memory: Memory, parts: SweepWatchParts): Promise<void> {
  if (isCalm(memory)) return;
  const { environment, sweep, desk, clock } = parts;
  const now = clock.now();
  const rules = parts.rules();
  const incidents = await recentIncidents(parts, now);
  const seenAt = new Date(now).toISOString();
  const { results } = memory.latest;
  const measured = results.filter((result) => result.standing !== 'unknown').length;
  const { failed, told } = memory;
  const { code, baseRate } = rules;
  const context = { environment, sweep, seenAt, code, baseRate, failed, incidents, measured, told };
  // Nothing is awaited in between: a burst may change what is known at the next turn.
  const found = toldAlarms(memory.watched, { ...context, told: withIncidents(told, incidents, environment) });
  memory.watched = found.watched;
  const starved = results.filter(({ endpoint }) => isStarved(memory.watched.endpoints.get(endpoint)?.streak));
  const noData = dataAlarm(starved, { environment, sweep, seenAt });
  const alarms = noData === undefined ? found.alarms : [...found.alarms, noData];
  const keys = toldKeys(memory.watched);
  memory.told = withRaised(told, alarms, now);
  for (const alarm of alarms) await desk.raise(alarm);
  for (const key of easedKeys(memory.watched)) if (!parts.isHeldElsewhere(key)) await desk.ease(key, seenAt);
  const clean = `${rules.recoverAfter} sweeps in a row were clean`;
  for (const key of heldKeys(memory.told)) {
    if (keys.has(key) || key === noData?.key) continue;
    const because = key === dataAlarmKey(environment, sweep) ? 'everything was measured again' : clean;
    if (!parts.isHeldElsewhere(key)) await desk.clear(key, seenAt, because);
    memory.told = withCleared(memory.told, key, now);
  }
}

/** Nothing is wrong and nothing was: there is nothing to say. */
function isCalm({ watched, told }: Memory): boolean {
  if (heldKeys(told).size > 0) return false;
  for (const { status } of watched.symptoms.values()) if (status.is === 'alarmed') return false;
  for (const { status, streak } of watched.endpoints.values()) {
    if (status.is === 'alarmed' || isStarved(streak)) return false;
  }
  return true;
}

async function recentIncidents({ environment, incidents }: SweepWatchParts, now: number) {
  const since = new Date(now - reuseMs).toISOString();
  const [open, recent] = await Promise.all([
    incidents.unfinished(),
    incidents.list({ environment, since, limit: 200 }),
  ]);
  return [...new Map([...open, ...recent].map((incident) => [incident.id, incident])).values()];
}

/** Confirms or clears one group of suspects. */
async function examine(
  group: readonly Suspect[],
  { memory, parts }: { readonly memory: Memory; readonly parts: SweepWatchParts },
  signal: AbortSignal,
): Promise<void> {
  const isRestarting = group.some((each) => isRestart(each.symptom));
  const isDeploying = memory.latest.isDeploying || (isRestarting && (await parts.isDeploying(signal)));
  if (isRestarting && isDeploying) {
    for (const each of group) memory.watched = dismiss(memory.watched, each);
    return;
  }
  const ask = async (endpoint: string, by: AbortSignal) => {
    const result = await parts.ask(endpoint, by);
    if (result.standing === 'down') memory.failed.set(endpoint, result);
    return sampleOf(result, { code: parts.rules().code, isDeploying }).outcome;
  };
  const found = await examineSuspects(group, { ask, clock: parts.clock }, signal);
  for (const [each, outcome] of found) memory.watched = afterBurst(each, outcome, { memory, of: parts.environment });
}

function afterBurst(
  each: Suspect,
  outcome: Confirmation,
  { memory, of }: { readonly memory: Memory; readonly of: string },
): Watched {
  const { watched, told } = memory;
  switch (outcome) {
    case 'cleared':
      return dismiss(watched, each);
    case 'open':
      return postpone(watched, each);
    case 'confirmed':
      if (each.kind === 'endpoint') return confirm(watched, each);
      return confirm(watched, each, joinRate(each.symptom, told) ?? symptomAlarmKey(of, each.symptom));
  }
}
