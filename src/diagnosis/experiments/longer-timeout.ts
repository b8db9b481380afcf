import { subjectOf } from './address-families.ts';
import { outcomeSeen } from './answer-facts.ts';
import type { Experiment } from './experiment.ts';
import { alone, findings } from './finding.ts';

const longestMs = 30_000;
const usualMs = 8_000;
/** Far less than the tests waited. */
const atOnceShare = 4;

/** Gives what failed three times the time. */
export const longerTimeout: Experiment = {
  name: 'longer-timeout',
  observes: ['replay.longer-timeout'],
  costSeconds: 10,
  holdsFor: 'operation',
  doing: 'giving it three times the time',
  applies: ({ plain, symptom }) => /TIMEOUT/u.test(plain?.problem?.code ?? '') || /timeout/iu.test(symptom.error),
  run: async (aim, lab, signal) => {
    const endpoint = subjectOf(aim);
    if (endpoint === undefined) return [];
    const own = endpoint.kind === 'http' ? endpoint.check.withinMs : endpoint.socket.withinMs;
    const withinMs = Math.min(longestMs, 3 * (own ?? usualMs));
    const result = await lab.probe({ endpoint, sends: true, withinMs }, signal);
    // What is answered at once has not needed the time: it was away, or asleep, and is there now.
    if (result.standing === 'up' && result.durationMs * atOnceShare < aim.symptom.medianMs) return [];
    return findings(
      [outcomeSeen('replay.longer-timeout', `given ${withinMs / 1_000} s`, result)],
      alone(lab, result.startedAt),
    );
  },
};
