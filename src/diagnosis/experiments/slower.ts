import { subjectOf } from './address-families.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

const times = 3;
const slowerBy = 3;
/** What takes a few milliseconds more is not slow. */
const leastMs = 300;

/** Compares what the endpoint takes now with what sweeps measured in the days before. */
export const slower: Experiment = {
  name: 'slower',
  observes: ['history.slower'],
  costSeconds: 1,
  holdsFor: 'operation',
  doing: 'comparing with how long it took in the days before',
  applies: (aim, lab) => {
    const endpoint = subjectOf(aim);
    return endpoint !== undefined && lab.usualMs(endpoint.id) !== undefined;
  },
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    const usualMs = endpoint === undefined ? undefined : lab.usualMs(endpoint.id);
    if (endpoint === undefined || usualMs === undefined) return [];
    const at = lab.now().toISOString();
    const took: number[] = [];
    for (let count = 0; count < times && !signal.aborted; count += 1) {
      const { http, ws } = await lab.probe({ endpoint, sends: true, withinMs: 30_000 }, signal);
      const ms = http?.firstByteMs ?? ws?.roundTripMs;
      if (ms !== undefined) took.push(ms);
    }
    const median = took.toSorted((one, other) => one - other)[Math.floor(took.length / 2)];
    if (median === undefined) return [];
    const value = median > Math.max(slowerBy * usualMs, usualMs + leastMs);
    const says = `${endpoint.id} takes ${Math.round(median)} ms now, in the days before it took ${Math.round(usualMs)} ms (both medians)`;
    return findings([{ fact: 'history.slower', value, says, subject: endpoint.id }], alone(lab, at));
  },
};
