import type { ProbeResult } from '#domain/probe.ts';
import { findEndpoint } from '#probes/endpoints.ts';

import type { CarryParts } from './carry-out-sweep.ts';

const asked = 3;
const recentMs = 15 * 60_000;

/**
 * Whether something else that is watched, and was up lately, answers now: then this machine is online, whatever the control
 * targets do. `silent`: what a sweep has just measured, of which nothing is up.
 */
export async function hasWitness(
  silent: readonly ProbeResult[],
  parts: CarryParts,
  signal: AbortSignal,
): Promise<boolean> {
  const known = new Set(silent.map(keyOf));
  // What runs on this machine proves nothing of the network.
  const isHere = silent.every((result) => result.standing !== 'down' || isLoopback(result));
  const since = new Date(parts.clock.now() - recentMs).toISOString();
  const others = (await parts.watch.probes.latest())
    .filter((each) => each.standing === 'up' && each.startedAt >= since && !known.has(keyOf(each)))
    .filter((each) => isHere || !isLoopback(each))
    .toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  const answers = await Promise.all(others.slice(0, asked).map((each) => isUp(each, parts, signal)));
  return answers.includes(true);
}

async function isUp(
  { environment: name = '', endpoint }: ProbeResult,
  { configuration, measure, clock }: CarryParts,
  signal: AbortSignal,
): Promise<boolean> {
  const environment = configuration().environments.get(name);
  const found = environment && findEndpoint(endpoint, environment);
  if (environment === undefined || found === undefined) return false;
  const id = `witness@${new Date(clock.now()).toISOString()}`;
  const [result] = await measure({ environment, endpoints: [found], id }, signal);
  return result?.standing === 'up';
}

function keyOf({ environment = '', endpoint }: ProbeResult): string {
  return `${environment}/${endpoint}`;
}

function isLoopback({ addresses }: ProbeResult): boolean {
  return addresses.length > 0 && addresses.every(({ address }) => address.startsWith('127.') || address === '::1');
}
