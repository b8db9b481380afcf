import type { ProbeResult } from '#domain/probe.ts';

import { isSkewed } from '../is-skewed.ts';
import { outcomeSeen } from './answer-facts.ts';
import { readClock } from './clocks.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf, type Seen } from './finding.ts';
import { readHealthBody } from './health-body.ts';
import { compareUptimes, healthPaths, lookAgain, lookOlder, slackSeconds } from './health-looks.ts';

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
    'health.older-than-run',
    'http.deep',
    'http.shallow',
    'clock.offset-seconds',
  ],
  costSeconds: 1.2,
  doing: 'reading what the health paths say',
  applies: ({ paths }) => healthPaths(paths).length > 0,
  run: async (aim, lab, signal) => {
    const looked = await lookOlder(aim, lab, signal);
    // What does not answer has no uptime that could fall.
    if (looked.every(({ http }) => http === undefined)) return observe(looked, lab, aim);
    const operation = aim.isSocket ? aim.socket : aim.failingPath;
    // Two looks at one moment tell of nothing that could have happened between them.
    if (operation === undefined) return observe(looked, lab, aim);
    const firstAtMs = performance.now();
    const done = await lab.probe({ endpoint: operation, sends: true }, signal);
    if (done.standing === 'unknown') return observe(looked, lab, aim);
    const again = await lookAgain(aim, lab, signal);
    return [
      ...observe(again, lab, aim),
      ...compareUptimes(looked, again, { lab, sinceMs: performance.now() - firstAtMs }),
    ];
  },
};

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
      // By the way: nobody asked for the time.
      ...readClock('clock.offset-seconds', first).filter(({ value }) => isSkewed(value)),
    ],
    alone(lab, first.startedAt),
  );
}

const beforeMs = 20_000;
/** Of uptimes that are told in parts of a second. */
const fineSlackMs = 150;

/** It began while the suite ran, or in the seconds before; or since, where what runs now is not what was tested. */
function startedAtRun(
  uptimeSeconds: number | undefined,
  { ranAt, now, lastGreen }: Lab,
  subject: string,
): readonly Seen[] {
  const beganMs = uptimeSeconds === undefined ? undefined : now().getTime() - uptimeSeconds * 1_000;
  const isKnown = beganMs !== undefined && ranAt !== undefined;
  // Whoever was well in a whole run since then is not young any more.
  const greenMs = Date.parse(lastGreen?.endedAt ?? '');
  const youngMs = isKnown ? Math.max(Date.parse(ranAt.from) - beforeMs, Number.isNaN(greenMs) ? 0 : greenMs) : 0;
  const value = isKnown ? beganMs > youngMs && beganMs < Date.parse(ranAt.to) : undefined;
  const began = beganMs === undefined ? 'at a time not told' : new Date(beganMs).toISOString();
  const says = `${subject} began ${began} by its uptime, the suite ran from ${ranAt?.from} to ${ranAt?.to}`;
  // Uptimes are cut to whole seconds, never rounded up: what seems to begin within the run did.
  const isWithin = isKnown && beganMs > Date.parse(ranAt.from) + slackSeconds * 1_000 && beganMs < Date.parse(ranAt.to);
  const ownSlackMs = Number.isInteger(uptimeSeconds) ? slackSeconds * 1_000 : fineSlackMs;
  const since = isKnown ? beganMs - ownSlackMs > Date.parse(ranAt.to) : undefined;
  return [
    { fact: 'health.started-at-run', value, says, subject },
    { fact: 'health.started-within-run', value: isKnown ? isWithin : undefined, says, subject },
    { fact: 'health.started-since-run', value: since, says, subject },
    {
      fact: 'health.older-than-run',
      value: isKnown ? beganMs < Date.parse(ranAt.from) - beforeMs : undefined,
      says,
      subject,
    },
  ];
}

function isDeep({ endpoint }: ProbeResult, { paths }: Aim): boolean {
  const path = paths.find(({ id }) => id === endpoint);
  return path !== undefined && path.check.path === path.service.deepHealth;
}
