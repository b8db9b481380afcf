import type { ProbeResult } from '#domain/probe.ts';

import { outcomeSeen } from './answer-facts.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf, type Seen } from './finding.ts';
import { readHealthBody } from './health-body.ts';
import { pause } from './pause.ts';

/** Reads what the health paths say, before and after the failing operation was done once more. */
export const health: Experiment = {
  name: 'health',
  observes: [
    'health.says',
    'health.uptime-seconds',
    'health.uptime-fell',
    'health.started-at-run',
    'health.started-within-run',
    'health.started-since-run',
    'http.deep',
    'http.shallow',
  ],
  costSeconds: 1.2,
  connections: 4,
  doing: 'reading what the health paths say',
  applies: ({ paths }) => healthPaths(paths).length > 0,
  run: async (aim, lab, signal) => {
    const looked = await lookOlder(aim, lab, signal);
    // What does not answer has no uptime that could fall.
    if (looked.every(({ http }) => http === undefined)) return observe(looked, lab, aim);
    const operation = aim.isSocket ? aim.socket : aim.failingPath;
    const firstAtMs = performance.now();
    if (operation !== undefined) await lab.probe({ endpoint: operation, sends: true }, signal);
    const again = await lookAgain(aim, lab, signal);
    return [
      ...observe(again, lab, aim),
      ...compareUptimes(looked, again, { lab, sinceMs: performance.now() - firstAtMs }),
    ];
  },
};

function healthPaths(paths: Aim['paths']): Aim['paths'] {
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
async function lookAgain(aim: Aim, lab: Lab, signal: AbortSignal): Promise<readonly ProbeResult[]> {
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

async function lookOlder(aim: Aim, lab: Lab, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  const first = await lookAgain(aim, lab, signal);
  if ((uptimeOf(first) ?? leastUptimeSeconds) >= leastUptimeSeconds) return first;
  await pause(leastUptimeSeconds * 1_000 + 200, signal);
  return look(aim, lab, signal);
}

function observe(results: readonly ProbeResult[], lab: Lab, aim: Aim): readonly Finding[] {
  const bodies = results.flatMap((result) => {
    const body = readHealthBody(result.http?.body ?? '');
    return body === undefined ? [] : [{ result, body }];
  });
  const ill = bodies.find(({ body }) => body.unwell.length > 0);
  const told = ill ?? bodies.find(({ body }) => body.namesAny);
  const uptime = bodies.find(({ body }) => body.uptimeSeconds !== undefined);
  const [first] = results;
  if (first === undefined) return [];
  const subject = first.endpoint;
  if (uptime?.body.uptimeSeconds !== undefined) lab.sawUptime(uptime.body.uptimeSeconds);
  const unwell = ill?.body.unwell.join(', ') ?? 'nothing (none)';
  return findings(
    [
      ...results.map((result) =>
        outcomeSeen(isDeep(result, aim) ? 'http.deep' : 'http.shallow', 'its health path', result),
      ),
      {
        fact: 'health.says',
        value: told === undefined ? undefined : (ill?.body.unwell[0] ?? 'none'),
        says: `${told?.result.endpoint}: its health answer calls ${unwell} unwell`,
        raw: told === undefined ? undefined : rawOf(told.result),
        subject,
      },
      {
        fact: 'health.uptime-seconds',
        value: uptime?.body.uptimeSeconds,
        says: `${uptime?.result.endpoint} reports an uptime of ${uptime?.body.uptimeSeconds} s`,
        subject,
      },
      ...startedAtRun(uptime?.body.uptimeSeconds, lab, subject),
    ],
    alone(lab, first.startedAt),
  );
}

const beforeMs = 20_000;

/** It began while the suite ran, or in the seconds before; or since, where what runs now is not what was tested. */
function startedAtRun(uptimeSeconds: number | undefined, { ranAt, now }: Lab, subject: string): readonly Seen[] {
  const beganMs = uptimeSeconds === undefined ? undefined : now().getTime() - uptimeSeconds * 1_000;
  const isKnown = beganMs !== undefined && ranAt !== undefined;
  const value = isKnown ? beganMs > Date.parse(ranAt.from) - beforeMs && beganMs < Date.parse(ranAt.to) : undefined;
  const began = beganMs === undefined ? 'at a time not told' : new Date(beganMs).toISOString();
  const says = `${subject} began ${began} by its uptime, the suite ran from ${ranAt?.from} to ${ranAt?.to}`;
  // Uptimes are cut to whole seconds, never rounded up: what seems to begin within the run did.
  const isWithin = isKnown && beganMs > Date.parse(ranAt.from) + slackSeconds * 1_000 && beganMs < Date.parse(ranAt.to);
  const since = isKnown ? beganMs - slackSeconds * 1_000 > Date.parse(ranAt.to) : undefined;
  return [
    { fact: 'health.started-at-run', value, says, subject },
    { fact: 'health.started-within-run', value: isKnown ? isWithin : undefined, says, subject },
    { fact: 'health.started-since-run', value: since, says, subject },
  ];
}

function isDeep({ endpoint }: ProbeResult, { paths }: Aim): boolean {
  const path = paths.find(({ id }) => id === endpoint);
  return path !== undefined && path.check.path === path.service.deepHealth;
}

/** Uptimes are whole seconds, so one of slack. */
const slackSeconds = 1.5;

function compareUptimes(
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

function uptimeOf(results: readonly ProbeResult[]): number | undefined {
  return results.flatMap((result) => readHealthBody(result.http?.body ?? '')?.uptimeSeconds ?? [])[0];
}
