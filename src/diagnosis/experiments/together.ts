import type { ProbeResult } from '#domain/probe.ts';

import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

const most = 10;
/** Longer than a refusal takes, and than the same took alone. */
const waitedMs = 400;
const waitedTimes = 3;

/** Asks for one path ten times at the same moment, after it was asked for once alone. */
export const together: Experiment = {
  name: 'together',
  observes: ['http.together', 'http.together-waited'],
  costSeconds: 1.5,
  connections: most + 1,
  holdsFor: 'operation',
  doing: 'asking ten times at once',
  applies: (aim) => pathOf(aim) !== undefined,
  run: async (aim, lab, signal) => {
    const endpoint = pathOf(aim);
    if (endpoint === undefined) return [];
    const once = await lab.probe({ endpoint }, signal);
    // What fails alone says nothing of many.
    if (once.standing !== 'up') return [];
    const results = await Promise.all(Array.from({ length: most }, () => lab.probe({ endpoint }, signal)));
    return observe(once, results, lab);
  },
};

/** The path that failed; else one that signs in, since health is seldom limited. */
function pathOf({ failingPath, paths }: Aim) {
  return failingPath ?? paths.find(({ check }) => check.auth !== undefined) ?? paths.at(-1);
}

function observe(once: ProbeResult, results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const known = results.filter((result) => outcomeWord(result) !== undefined);
  const bad = known.filter(({ standing }) => standing === 'down');
  const [first] = bad;
  const subject = once.endpoint;
  const [alone, slowest] = [once, ...bad].map(({ durationMs }) => Math.round(durationMs));
  const good = known.length - bad.length;
  const says = `${subject}: ${good} of ${known.length} requests at once passed${first === undefined ? ', all were ok' : `, the first that did not: ${outcomeWord(first)} after ${slowest} ms`}; alone it took ${alone} ms`;
  const isLate = ({ durationMs }: ProbeResult): boolean =>
    durationMs > waitedMs && durationMs > waitedTimes * once.durationMs;
  return findings(
    [
      {
        fact: 'http.together',
        value: known.length < most / 2 ? undefined : first === undefined ? 'ok' : outcomeWord(first),
        says,
        raw: rawOf(first ?? once),
        subject,
      },
      { fact: 'http.together-waited', value: first === undefined ? undefined : bad.every(isLate), says, subject },
    ],
    { group: lab.newGroup(), at: once.startedAt, isControlled: true },
  );
}
