import { subjectOf } from './address-families.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';
import { pause } from './pause.ts';

const pauseMs = 4_000;
const times = 5;

/** Leaves it alone for a while, then asks five times in a row. */
export const afterAPause: Experiment = {
  name: 'after-a-pause',
  observes: ['http.first-slow'],
  costSeconds: 5,
  connections: times,
  doing: 'asking again after a pause',
  applies: ({ isSocket, paths, symptom }) => !isSocket && paths.length > 0 && /timeout/iu.test(symptom.error),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    await pause(pauseMs, signal);
    const took: number[] = [];
    for (let count = 0; count < times && !signal.aborted; count += 1) {
      const { http } = await lab.probe({ endpoint }, signal);
      if (http?.firstByteMs !== undefined) took.push(http.firstByteMs);
    }
    const [first, ...others] = took;
    const median = others.toSorted((one, other) => one - other)[Math.floor(others.length / 2)];
    if (first === undefined || median === undefined) return [];
    const value = first > 3 * median && first > median + 300;
    const says = `${endpoint.id} after ${pauseMs / 1_000} s: first byte after ${took.map((ms) => Math.round(ms)).join(', ')} ms`;
    return findings(
      [{ fact: 'http.first-slow', value, says, subject: endpoint.id }],
      alone(lab, lab.now().toISOString()),
    );
  },
};
