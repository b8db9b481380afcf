import type { Symptom } from '#domain/diagnosis.ts';

import type { Cause } from '../cause.ts';
import { either, failing, isOwnWord, isUnder, letThrough, resources, saw, seenIn, why } from './predict.ts';

const opened = ['first-message', 'steady', 'close'] as const;

function isError({ closeCode }: Symptom): boolean {
  return closeCode === 1011;
}

export const startupRace: Cause = {
  id: 'startup-race',
  layer: 'application',
  title: 'The service takes connections before it is ready',
  prior: 1,
  predicts: [
    ...seenIn(...opened, 'upgrade', 'http'),
    saw('report.close-code', [1011, 1013], 'weak'),
    saw('report.status', [503, 500], 'weak'),
    saw('replay.passed', 3, 'weak'),
    saw('replay.after-start', true, ['proves', 'against']),
    saw('replay.later', true, 'weak'),
    saw('health.uptime-seconds', isUnder(180), ['weak', 'refutes']),
    // What is deployed and then tested has always begun shortly before.
    saw('health.started-at-run', true, ['strong', 'against']),
    saw('report.phrase', 'not-ready', 'strong'),
    // It says so itself, and still does.
    saw('http.phrase', 'not-ready', 'strong'),
    saw('health.started-within-run', true, 'against'),
    saw('health.started-since-run', true, 'against'),
    saw('rerun.alone', 'passed', ['weak', 'against']),
    saw('rerun.suite', 'alike', 'refutes'),
    saw('report.late-only', true, 'refutes'),
    // Its first seconds, and nothing after them.
    saw('report.early-only', (early, symptom) => early === true && isOwnWord(symptom) && !isError(symptom), 'proves'),
    // Whether a websocket was met later nobody has seen: it shares its address with paths that were.
    saw('report.early-only', (early, symptom) => early === true && isOwnWord(symptom) && isError(symptom), 'strong'),
    saw('report.phrase', resources, 'refutes'),
    saw('deploy.seconds-before', isUnder(120), 'weak'),
    saw('version.changing', true, 'against'),
    saw('replay.passed', [1, 2], 'weak'),
  ],
  whys: [
    failing,
    why(
      'Since when does it run?',
      'For {health.uptime-seconds} s',
      ['health.uptime-seconds', 'health.started-at-run'],
      'the uptime that the service reports, and when the failures were',
    ),
    either(
      'Does it pass now?',
      'Of three replays {replay.passed} passed; it passed a few seconds later: {replay.after-start}; only the first tests of the run failed: {report.early-only}',
      ['replay.passed', 'replay.after-start', 'report.early-only'],
      'the same again',
    ),
    letThrough('what the readiness check waits for'),
  ],
  nextAction:
    'Let the readiness check wait for everything that the handler needs, and the suite for the readiness check',
};
