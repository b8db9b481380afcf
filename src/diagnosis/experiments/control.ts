import type { Experiment } from './experiment.ts';
import { alone, findings, rawOf } from './finding.ts';
import { bareEndpoint } from './other-names.ts';
import { sayResult } from './outcome.ts';

const mostAsked = 3;

export const control: Experiment = {
  name: 'control',
  observes: ['control.reachable'],
  costSeconds: 0.5,
  doing: 'asking whether this machine is online',
  applies: (_aim, { control: urls }) => urls.length > 0,
  run: async (_aim, lab, signal) => {
    const asked = lab.control
      .slice(0, mostAsked)
      .map((url) => lab.probe({ endpoint: bareEndpoint('control', url) }, signal));
    const results = await Promise.all(asked);
    const shown = results.find(({ standing }) => standing === 'up') ?? results[0];
    if (shown === undefined) return [];
    const value = shown.standing === 'up';
    const says = `the control target: ${sayResult(shown)}`;
    return findings([{ fact: 'control.reachable', value, says, raw: rawOf(shown) }], alone(lab, shown.startedAt));
  },
};
