import { phases, type Symptom } from '#domain/diagnosis.ts';

import type { Cause, Prediction } from '../cause.ts';
import type { FactName } from '../facts.ts';
import { notRed } from '../find-symptoms.ts';
import { healthy, unknown } from '../honest-answers.ts';
import { opaquePhases } from '../shows-as.ts';
import { failing, isOwnWord, isNamed, isOver, isUnder, saw, why } from './predict.ts';

/** Seen now: it is not well, whatever the replay says. */
const broken: readonly (readonly [FactName, Prediction['is']])[] = [
  ['ws.plain', 'fails'],
  ['http.shallow', 'fails'],
  ['http.deep', 'fails'],
  ['http.signed-in', 'fails'],
  ['http.while-open', 'fails'],
  ['http.first-slow', true],
  ['ws.token.good', 'fails'],
  ['ws.hold-idle', 'fails'],
  ['ws.hold-pings', 'fails'],
  ['ws.unread', 'fails'],
  ['ws.fails-from', isOver(0)],
  ['auth.health', 'fails'],
  ['auth.login', 'fails'],
  ['rerun.alone', 'failed'],
  ['proxy.with', 'fails'],
  ['address.each', ['some-dead', 'all-dead']],
  ['discovery.entries', 'some-dead'],
  ['version.changing', true],
  ['version.intended', false],
  ['replay.after-start', true],
  ['health.started-within-run', true],
  ['target.expected', false],
  ['replay.over-timer', true],
  ['report.one-frame', true],
  ['report.fewer-collected', true],
  ['report.cross-user', true],
  ['report.phrase', ['event-loop', 'no-free-port', 'unexpected-keyword', 'invalid-subprotocol', 'malformed-header']],
  ['report.error', ['PoolTimeout', 'TypeError', 'ModuleNotFoundError', 'ImportError', 'AttributeError']],
  ['audit.dead-target-passed', (passed, { error }) => passed === true && error === notRed],
  ['audit.padded', true],
];

/** Something else may be behind it. */
const doubtful: typeof broken = [
  // What one token was good for.
  ['report.late-only', (late, { status }) => late === true && (status === 401 || status === 403)],
  ['ip.v6', 'fails'],
  ['health.uptime-fell', true],
  ['report.early-only', (early, symptom) => early === true && isOwnWord(symptom)],
  ['health.started-at-run', true],
  ['health.started-since-run', true],
  ['health.says', isNamed],
  ['history.came-and-went', true],
  ['report.close-code', [1009, 1012]],
  ['report.phrase', 'not-ready'],
  ['ws.largest-ok', isUnder(1_500)],
];

/** Whether the report says what failed, so that the same was done again; of an assertion on something else that is not known. */
function isToldWhat({ phase, status, closeCode, target }: Symptom): boolean {
  return !opaquePhases.includes(phase) || status !== undefined || closeCode !== undefined || target !== undefined;
}

/** The answers that accuse nobody. */
export const honestCauses: readonly Cause[] = [
  {
    id: healthy,
    layer: 'honest',
    title: 'The failing operation passes when it is done again',
    prior: 8,
    predicts: [
      saw('replay.passed', (passed, symptom) => passed === 3 && isToldWhat(symptom), 'proves'),
      saw('replay.passed', (passed, symptom) => passed === 3 && !isToldWhat(symptom), 'strong'),
      saw('replay.passed', [0, 1, 2], 'refutes'),
      saw('repeat.pattern', 'all-ok', ['weak', 'refutes']),
      saw('rerun.alone', 'passed', ['strong', 'refutes']),
      saw('rerun.suite', 'passed', ['strong', 'refutes']),
      ...broken.map(([fact, is]) => saw(fact, is, 'refutes')),
      ...doubtful.map(([fact, is]) => saw(fact, is, 'against')),
    ],
    whys: [
      failing,
      why(
        'Does it still fail?',
        'No: of three replays {replay.passed} passed',
        ['replay.passed'],
        'three replays of the failing operation',
      ),
      why(
        'Is it so for every connection?',
        'Of eight fresh ones: {repeat.pattern}',
        ['repeat.pattern'],
        'eight fresh connections',
      ),
    ],
    nextAction: 'Run the failed tests again; should they fail once more, ask again in the same minute',
  },
  {
    id: unknown,
    layer: 'honest',
    title: 'Nothing that is known explains it',
    prior: 5,
    predicts: [
      // What every fault does, also one that nobody knows.
      saw('report.phase', phases, 'weak'),
      saw('replay.passed', [0, 1, 2], 'weak'),
      saw('repeat.pattern', ['all-bad', 'mixed'], 'weak'),
      // It was not done again in the way in which it fails.
      saw('replay.other-client', true, 'weak'),
    ],
    whys: [
      failing,
      why('What is known of it?', 'Not established', [], 'an observation that only one known cause predicts'),
    ],
    nextAction:
      'Look at what would separate the two nearest causes, and add it to the configuration if it cannot be asked',
  },
];
