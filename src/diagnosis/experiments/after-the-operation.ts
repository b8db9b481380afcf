import type { ProbeResult } from '#domain/probe.ts';

import type { Experiment, Finding, Lab } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { compareUptimes, healthPaths, lookAgain, lookOlder } from './health-looks.ts';
import { outcomeWord } from './outcome.ts';

/** Whether nobody ended the connection in an orderly way, as where the process at its other end is gone. */
export function isAbrupt(word: string): boolean {
  return /CLOSE_1006|ECONNRESET|CLOSED_(?:WITHOUT|IN)_ANSWER|STATUS_502/u.test(word);
}

/** Does the conversation once more, and looks whether the process that had it is still the one of before. */
export const afterTheOperation: Experiment = {
  name: 'after-the-operation',
  observes: ['health.uptime-fell', 'replay.went-away'],
  costSeconds: 6,
  doing: 'looking whether the process survives what failed',
  applies: ({ socket, paths }) => socket !== undefined && healthPaths(paths).length > 0,
  run: async (aim, lab, signal) => {
    const { socket } = aim;
    const before = await lookOlder(aim, lab, signal);
    if (socket === undefined || !before.some(isAnswered)) return [];
    const firstAtMs = performance.now();
    const done = await lab.probe({ endpoint: socket, sends: true }, signal);
    const [path] = healthPaths(aim.paths);
    const next = path === undefined ? undefined : await lab.probe({ endpoint: path }, signal);
    const after = await lookAgain(aim, lab, signal);
    const sinceMs = performance.now() - firstAtMs;
    return [...compareUptimes(before, after, { lab, sinceMs }), ...wentAway(done, next, lab)];
  },
};

function isAnswered({ http }: ProbeResult): boolean {
  return http !== undefined;
}

function wentAway(done: ProbeResult, next: ProbeResult | undefined, lab: Lab): readonly Finding[] {
  if (next?.problem?.code !== 'ECONNREFUSED' || done.problem?.code === 'ECONNREFUSED') return [];
  const says = `${done.endpoint} was done once more (${outcomeWord(done) ?? 'not measured'}), and right after that ${next.endpoint} was refused: nothing listened any more`;
  const seen = { fact: 'replay.went-away', value: true, says, raw: rawOf(next), subject: done.endpoint } as const;
  return findings([seen], alone(lab, next.startedAt));
}
