import type { Sweep } from '#domain/configuration.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { ProbeResult } from '#domain/probe.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import { findEndpoint } from '#probes/endpoints.ts';
import type { WatchStore } from '#state/watch.ts';

import { endpointsOfSweep, environmentOf, type CarryParts } from './carry-out-sweep.ts';
import type { Ticker } from './cron-ticker.ts';
import { isInDeploy, nextDeploys, type Deploys } from './deploy-window.ts';
import { defaultStreakRules } from './detect-streak.ts';
import type { IncidentDesk } from './incident-desk.ts';
import type { Told } from './join-told.ts';
import { maintenanceOf } from './maintenance.ts';
import { rebuildWatched } from './rebuild-watched.ts';
import type { Sample } from './sample.ts';
import { missedSlots } from './slots.ts';
import { readSlots, rebuildDeploys, recordSlots } from './sweep-records.ts';
import { createSweepWatch, type SweepWatch } from './sweep-watch.ts';
import { nothingWatched, type WatchRules } from './watched.ts';

export interface SweepParts extends CarryParts {
  readonly watch: WatchStore;
  readonly desk: IncidentDesk;
  readonly ticker: Ticker;
  /** Waits for its turn: sweeps of one environment never measure at the same time. */
  readonly inTurn: (environment: string, work: () => Promise<void>) => Promise<void>;
  readonly isHeldElsewhere: (key: string, sweep: string) => boolean;
  /** Told how each slot ended. */
  readonly onSlot: (slot: SweepSlot, sweep: Sweep) => Promise<void>;
  /** The disk refused something, or a sweep could not be carried out. */
  readonly onTrouble: (error: unknown, what: string) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** What one sweep knows while the process lives. */
export interface SweepState {
  readonly sweep: Sweep;
  readonly watch: SweepWatch;
  /** The newest slot that is accounted for. */
  last: Date;
  deploys: Deploys;
}

const minuteMs = 60_000;
const pointsRead = 50_000;

/** Reads what is known of a sweep, and writes down the slots that were missed while nobody was there. */
export async function openSweep(sweep: Sweep, parts: SweepParts): Promise<SweepState> {
  const now = parts.clock.now();
  const slots = await readSlots(sweep, parts.watch, now);
  const [newest] = slots;
  const last = new Date(Math.floor(now / minuteMs) * minuteMs);
  if (newest !== undefined) {
    const gap = { last: new Date(newest.dueAt), until: new Date(now), reason: 'Teneleven was not running' };
    await recordSlots(missedSlots(sweep, gap), parts);
  }
  const known = { deploys: rebuildDeploys(slots), last };
  const first = await recall(sweep, slots, parts);
  const watch = createSweepWatch({
    ...parts,
    sweep: sweep.name,
    environment: sweep.environment,
    first,
    incidents: parts.watch.incidents,
    rules: () => rulesOf(sweep, parts),
    ask: (endpoint, signal) => askAgain(endpoint, { sweep, parts }, signal),
    isDeploying: async (signal) => {
      const environment = environmentOf(sweep, parts.configuration());
      const versions = await parts.readVersions(environment, parts.variables, signal);
      state.deploys = nextDeploys(state.deploys, versions, new Date(parts.clock.now()).toISOString());
      return isRestartExpected(state, parts);
    },
    isHeldElsewhere: (key) => parts.isHeldElsewhere(key, sweep.name),
  });
  const state: SweepState = { sweep, watch, ...known };
  return state;
}

/** In a deploy or a maintenance window. */
export function isRestartExpected({ sweep, deploys }: SweepState, { clock, configuration }: SweepParts): boolean {
  const now = clock.now();
  const { maintenance } = configuration().alerts;
  return isInDeploy(deploys, now) || maintenanceOf(sweep.environment, new Date(now), maintenance) !== undefined;
}

function rulesOf(
  sweep: Sweep,
  { configuration }: Pick<SweepParts, 'configuration'>,
): WatchRules & { readonly code: number } {
  const { alerts, sweeps } = configuration();
  const { failAfter, recoverAfter } = sweeps.get(sweep.name) ?? sweep;
  return {
    ...alerts.spike,
    failAfter: failAfter ?? defaultStreakRules.failAfter,
    recoverAfter: recoverAfter ?? defaultStreakRules.recoverAfter,
  };
}

async function recall(sweep: Sweep, slots: readonly SweepSlot[], parts: SweepParts) {
  const nothing = { watched: nothingWatched, told: new Map<string, Told>() };
  const rules = rulesOf(sweep, parts);
  const recent = slots.slice(0, rules.window);
  const kinds = kindsOf(sweep, parts);
  if (kinds === undefined) return nothing;
  const { environment } = sweep;
  const since = recent.at(-1)?.dueAt;
  const [points, incidents] = await Promise.all([
    since === undefined ? [] : parts.watch.probes.points({ environment, since, limit: pointsRead }),
    parts.watch.incidents.unfinished(),
  ]);
  return rebuildWatched({ sweep: sweep.name, environment, kinds, slots: recent, points, incidents, rules });
}

function kindsOf(sweep: Sweep, parts: SweepParts): ReadonlyMap<string, Sample['kind']> | undefined {
  try {
    const environment = environmentOf(sweep, parts.configuration());
    return new Map(endpointsOfSweep(sweep, environment).map(({ id, kind }) => [id, kind]));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return undefined;
  }
}

async function askAgain(
  endpoint: string,
  { sweep, parts }: { readonly sweep: Sweep; readonly parts: SweepParts },
  signal: AbortSignal,
): Promise<ProbeResult> {
  const environment = environmentOf(sweep, parts.configuration());
  const found = findEndpoint(endpoint, environment);
  if (found === undefined) throw new Error(`"${endpoint}" is not configured any more`);
  const id = `${sweep.name}@${new Date(parts.clock.now()).toISOString()}`;
  const [result] = await parts.measure({ environment, endpoints: [found], id }, signal);
  if (result === undefined) throw new Error(`"${endpoint}" was not measured`);
  return result;
}
