import type { ProbeResult } from '#domain/probe.ts';
import type { HttpEndpoint } from '#probes/endpoints.ts';

import { refusalFacts } from './answer-facts.ts';
import type { Aim, Experiment, Finding, Lab } from './experiment.ts';
import { findings, rawOf } from './finding.ts';
import { outcomeWord } from './outcome.ts';

const most = 10;
const mostPaths = 6;
/** Longer than a refusal takes. How long the work takes says nothing of that: who refuses does not do it. */
const waitedMs = 400;

/** Asks for one path ten times at the same moment, after it was asked for once alone. */
export const together: Experiment = {
  name: 'together',
  observes: ['http.together', 'http.together-waited', 'http.phrase'],
  costSeconds: 1.5,
  holdsFor: 'operation',
  doing: 'asking ten times at once',
  applies: ({ paths }) => paths.length > 0,
  run: async (aim, lab, signal) => {
    const slowest = await slowestOf(aim, { lab, signal });
    // What fails alone says nothing of many.
    if (slowest === undefined) return [];
    const { endpoint, once } = slowest;
    const results = await Promise.all(Array.from({ length: most }, () => lab.probe({ endpoint }, signal)));
    return observe(once, results, lab);
  },
};

interface Once {
  readonly endpoint: HttpEndpoint;
  readonly once: ProbeResult;
}

/** The path that failed; else of those that pass alone the one that takes longest: requests that are over at once never meet. */
async function slowestOf(
  { failingPath, paths }: Aim,
  { lab, signal }: { readonly lab: Lab; readonly signal: AbortSignal },
): Promise<Once | undefined> {
  const passed: Once[] = [];
  for (const endpoint of failingPath === undefined ? paths.slice(0, mostPaths) : [failingPath]) {
    if (signal.aborted) break;
    const once = await lab.probe({ endpoint }, signal);
    if (once.standing === 'up') passed.push({ endpoint, once });
  }
  return passed.toSorted((one, other) => other.once.durationMs - one.once.durationMs)[0];
}

function observe(once: ProbeResult, results: readonly ProbeResult[], lab: Lab): readonly Finding[] {
  const known = results.filter((result) => outcomeWord(result) !== undefined);
  const bad = known.filter(({ standing }) => standing === 'down');
  const [first] = bad;
  const subject = once.endpoint;
  const [alone, slowest] = [once, ...bad].map(({ durationMs }) => Math.round(durationMs));
  const good = known.length - bad.length;
  const says = `${subject}: ${good} of ${known.length} requests at once passed${first === undefined ? ', all were ok' : `, the first that did not: ${outcomeWord(first)} after ${slowest} ms`}; alone it took ${alone} ms`;
  return findings(
    [
      {
        fact: 'http.together',
        value: known.length < most / 2 ? undefined : first === undefined ? 'ok' : outcomeWord(first),
        says,
        raw: rawOf(first ?? once),
        subject,
      },
      {
        fact: 'http.together-waited',
        value: first === undefined ? undefined : bad.every(({ durationMs }) => durationMs > waitedMs),
        says,
        subject,
      },
      ...(first === undefined ? [] : refusalFacts(first).filter(({ fact }) => fact === 'http.phrase')),
    ],
    { group: lab.newGroup(), at: once.startedAt, isControlled: true },
  );
}
