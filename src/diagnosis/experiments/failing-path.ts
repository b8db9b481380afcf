import { outcomeSeen, refusalFacts } from './answer-facts.ts';
import { compare } from './compare.ts';
import type { Experiment, Finding } from './experiment.ts';
import { findings } from './finding.ts';

/** Asks for what failed, beside the shallow path, and looks at who answers. */
export const failingPath: Experiment = {
  name: 'failing-path',
  observes: ['http.failing-path', 'http.shallow', 'http.server', 'http.body', 'http.phrase'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'asking for the path that failed, and for a plain one beside it',
  applies: (aim) => aim.failingPath !== undefined,
  run: async ({ failingPath: endpoint, paths: [shallow], symptom }, lab, signal) => {
    if (endpoint === undefined || shallow === undefined) return [];
    const sides = [
      { fact: 'http.failing-path', label: 'the path that failed', wish: { endpoint } },
      { fact: 'http.shallow', label: 'the shallow path', wish: { endpoint: shallow } },
    ] as const;
    const compared = await compare(sides, lab, signal);
    const result = await lab.probe({ endpoint }, signal);
    const own = findings([outcomeSeen('http.failing-path', 'the path that failed', result), ...refusalFacts(result)], {
      group: lab.newGroup(),
      at: result.startedAt,
    });
    return [...compared, ...own].filter((finding) => isOfTheFailure(finding, symptom.status, result.http?.status));
  },
};

/** A path may take nothing but POST: that a GET is not found there says nothing, unless the report saw the same. */
function isOfTheFailure({ fact }: Finding, told: number | undefined, seen: number | undefined): boolean {
  if (fact === 'http.shallow' || seen === undefined || seen === told) return true;
  return ![404, 405, 400, 415, 422].includes(seen);
}
