import type { ProbeResult } from '#domain/probe.ts';

import type { Aim, Finding, Lab } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { readHealthBody } from './health-body.ts';
import { pause } from './pause.ts';

export function healthPaths(paths: Aim['paths']): Aim['paths'] {
  return paths.filter(({ service, check }) => check.path === service.health || check.path === service.deepHealth);
}

function look({ paths }: Aim, lab: Lab, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  return Promise.all(healthPaths(paths).map((endpoint) => lab.probe({ endpoint }, signal)));
}

/** An uptime that just began anew cannot be seen to fall. */
const leastUptimeSeconds = 2;

/** A service that was just ended is about to be there again. */
const rebirthMs = 4_000;

/** Looks until an uptime is told, where one was told before or the service is away. */
export async function lookAgain(aim: Aim, lab: Lab, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  const first = await look(aim, lab, signal);
  let last = first;
  const untilMs = performance.now() + rebirthMs;
  while (last.some(isAway) && performance.now() < untilMs && !signal.aborted) {
    await pause(300, signal);
    last = await look(aim, lab, signal);
  }
  return uptimeOf(last) === undefined ? first : last;
}

function isAway({ http, problem }: ProbeResult): boolean {
  return http?.status === 502 || http?.status === 503 || problem?.code === 'ECONNREFUSED';
}

export async function lookOlder(aim: Aim, lab: Lab, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  const first = await lookAgain(aim, lab, signal);
  if ((uptimeOf(first) ?? leastUptimeSeconds) >= leastUptimeSeconds) return first;
  await pause(leastUptimeSeconds * 1_000 + 200, signal);
  return look(aim, lab, signal);
}

/** Uptimes are whole seconds, so one of slack. */
export const slackSeconds = 1.5;

export function compareUptimes(
  before: readonly ProbeResult[],
  after: readonly ProbeResult[],
  { lab, sinceMs }: { readonly lab: Lab; readonly sinceMs: number },
): readonly Finding[] {
  const [first, second] = [uptimeOf(before), uptimeOf(after)];
  const [shown] = after;
  if (first === undefined || second === undefined || shown === undefined) return [];
  const value = second + slackSeconds < first + sinceMs / 1_000 && second < first;
  const says = `${shown.endpoint} reports an uptime of ${second} s, ${(sinceMs / 1_000).toFixed(1)} s before it was ${first} s`;
  return findings([{ fact: 'health.uptime-fell', value, says, subject: shown.endpoint }], alone(lab, shown.startedAt));
}

export function uptimeOf(results: readonly ProbeResult[]): number | undefined {
  return results.flatMap((result) => readHealthBody(result.http?.body ?? '')?.uptimeSeconds ?? [])[0];
}
