import type { Cause } from '../cause.ts';
import { healthy, unknown } from '../honest-answers.ts';
import { failing, isOver, saw, why } from './predict.ts';

/** The answers that accuse nobody. */
export const honestCauses: readonly Cause[] = [
  {
    id: healthy,
    layer: 'honest',
    title: 'The failing operation passes when it is done again',
    prior: 8,
    predicts: [
      saw('replay.passed', 3, ['proves', 'refutes']),
      saw('repeat.pattern', 'all-ok', ['strong', 'refutes']),
      saw('ws.plain', 'ok', ['weak', 'refutes']),
      saw('http.shallow', 'ok', ['weak', 'refutes']),
      saw('http.deep', 'fails', 'refutes'),
      saw('http.signed-in', 'fails', 'refutes'),
      saw('ws.token.good', 'ok', ['weak', 'refutes']),
      saw('ws.hold-idle', 'fails', 'refutes'),
      saw('ws.hold-pings', 'fails', 'refutes'),
      saw('ws.fails-from', isOver(0), 'refutes'),
      saw('http.while-open', 'fails', 'refutes'),
      saw('address.each', ['some-dead', 'all-dead'], 'refutes'),
      saw('discovery.entries', 'some-dead', 'refutes'),
      saw('ip.v6', 'fails', 'against'),
      saw('version.changing', true, 'against'),
      saw('version.intended', false, 'against'),
      saw('target.expected', false, 'against'),
      saw('health.uptime-fell', true, 'against'),
      saw('health.says', 'none', ['weak', 'against']),
      saw('rerun.alone', 'passed', 'strong'),
      saw('rerun.alone', 'failed', 'against'),
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
    prior: 8,
    predicts: [],
    whys: [
      failing,
      why('What is known of it?', 'Not established', [], 'an observation that only one known cause predicts'),
    ],
    nextAction:
      'Look at what would separate the two nearest causes, and add it to the configuration if it cannot be asked',
  },
];
