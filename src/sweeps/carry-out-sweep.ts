import type { Configuration, Environment, Sweep } from '#domain/configuration.ts';
import type { ProbeResult } from '#domain/probe.ts';
import { OperatorError } from '#domain/operator-error.ts';
import type { SweepSlot } from '#domain/sweep-slot.ts';
import { selectEndpoints, type Endpoint } from '#probes/endpoints.ts';
import type { Prober } from '#probes/prober.ts';
import type { Variables } from '#domain/setting.ts';
import type { WatchStore } from '#state/watch.ts';

import { unreachableControls } from './control.ts';
import type { Versions } from './deploy-window.ts';
import type { Measure } from './measure.ts';
import type { SweepClock } from './sweep-clock.ts';
import { tallyOf } from './sweep-tally.ts';
import { hasWitness } from './witness.ts';

export interface CarryParts {
  readonly watch: Pick<WatchStore, 'probes'>;
  readonly configuration: () => Configuration;
  readonly variables: Variables;
  readonly prober: Prober;
  readonly measure: Measure;
  readonly readVersions: (environment: Environment, variables: Variables, signal: AbortSignal) => Promise<Versions>;
  readonly clock: SweepClock;
}

/** One sweep that was carried out. */
export interface Sweeping {
  readonly slot: SweepSlot;
  readonly results: readonly ProbeResult[];
  readonly versions: Versions;
  /** Control targets that did not answer: this machine is offline, and nothing is said of the endpoints. */
  readonly offline?: readonly string[] | undefined;
}

/** Measures all endpoints of a sweep once. Rejects with an `OperatorError` when it has none. */
export async function carryOutSweep(
  sweep: Sweep,
  { dueAt, parts }: { readonly dueAt: Date; readonly parts: CarryParts },
  signal: AbortSignal,
): Promise<Sweeping> {
  const { configuration, variables, measure, clock } = parts;
  const environment = environmentOf(sweep, configuration());
  const endpoints = endpointsOfSweep(sweep, environment);
  const startedAt = isoOf(clock.now());
  const id = `${sweep.name}@${dueAt.toISOString().slice(0, 16)}Z`;
  const [measured, versions] = await Promise.all([
    measure({ environment, endpoints, id }, signal),
    parts.readVersions(environment, variables, signal),
  ]);
  const offline = await silentControls(measured, parts, signal);
  const results = offline === undefined ? measured : measured.map((result) => withoutJudgement(result, offline));
  const slot: SweepSlot = {
    sweep: sweep.name,
    environment: environment.name,
    dueAt: dueAt.toISOString(),
    state: offline === undefined ? 'ran' : 'offline',
    startedAt,
    endedAt: isoOf(clock.now()),
    ...tallyOf(results),
    versions,
    ...(offline === undefined ? {} : { reason: offlineReason(offline) }),
  };
  return { slot, results, versions, offline };
}

/** The control targets that did not answer, where nothing else did: neither an endpoint of this sweep nor of another. */
async function silentControls(
  measured: readonly ProbeResult[],
  parts: CarryParts,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const isSilent =
    measured.some(({ standing }) => standing === 'down') && measured.every(({ standing }) => standing !== 'up');
  if (!isSilent) return undefined;
  const silent = await unreachableControls(parts.configuration().alerts.control, parts, signal);
  return silent === undefined || (await hasWitness(measured, parts, signal)) ? undefined : silent;
}

/** The endpoints that a sweep names, each once. */
export function endpointsOfSweep({ endpoints }: Sweep, environment: Environment): readonly Endpoint[] {
  const words = endpoints === 'all' ? ['all'] : endpoints;
  const found = words.flatMap((word) => selectEndpoints(word, environment));
  return [...new Map(found.map((endpoint) => [endpoint.id, endpoint])).values()];
}

export function environmentOf({ name, environment }: Sweep, { environments }: Configuration): Environment {
  const found = environments.get(environment);
  if (found !== undefined) return found;
  throw new OperatorError({
    code: 'UNKNOWN_ENVIRONMENT',
    message: `The sweep "${name}" names the environment "${environment}", which is not configured`,
    hint: `Configured: ${[...environments.keys()].join(', ')}`,
  });
}

function offlineReason(controls: readonly string[]): string {
  return `This machine reaches nothing: ${controls.slice(0, 5).join(', ')} did not answer either`;
}

function withoutJudgement(result: ProbeResult, controls: readonly string[]): ProbeResult {
  return {
    ...result,
    standing: 'unknown',
    brokeAt: undefined,
    problem: { code: 'OFFLINE', message: offlineReason(controls) },
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
