import type { Cause } from '../cause.ts';
import { notRed } from '../find-symptoms.ts';
import { either, failing, isOver, letThrough, saw, seenIn, why } from './predict.ts';

/** Tests that wait too short, or longer than the work takes. */
export const waitingCauses: readonly Cause[] = [
  {
    id: 'timeout-too-short',
    layer: 'tests',
    title: 'The test waits less than the operation usually takes',
    prior: 1.5,
    predicts: [
      ...seenIn('http', 'upgrade', 'first-message', 'steady'),
      saw('report.duration', 'timer', ['weak', 'refutes']),
      saw('report.timer-seconds', (value) => typeof value === 'number' && value <= 5, ['weak', 'against']),
      saw('replay.over-timer', true, ['proves', 'refutes']),
      saw('replay.longer-timeout', 'ok', ['weak', 'refutes']),
      saw('replay.woke', true, 'refutes'),
      saw('history.slower', false, ['weak', 'refutes']),
      saw('history.took-longer', true, ['proves', 'against']),
    ],
    whys: [
      failing,
      either(
        'When does it fail?',
        'After a fixed time ({report.duration}); just above {report.timer-seconds} s',
        ['report.duration', 'report.timer-seconds'],
        'the durations of the failures',
      ),
      why(
        'Does it pass with more time?',
        'Yes: done again it passed, and took longer than that',
        ['replay.over-timer'],
        'the same with three times the time',
      ),
      why('Is the service slower than it was?', 'No', ['history.slower'], 'what the endpoint took in the days before'),
      letThrough('where the time-out was set, and by what it was chosen'),
    ],
    nextAction: 'Set the time-out of the test from what the operation takes, with room for the slowest of a hundred',
  },
  {
    id: 'timer-padded',
    layer: 'tests',
    title: 'Tests last as long as a fixed wait, not as long as the work',
    prior: 0.5,
    predicts: [
      // What is red failed of something else, unless it lasted as long as they did.
      saw('audit.padded', (padded, { error }) => padded === true && error === notRed, 'proves'),
      saw('audit.padded', (padded, { error }) => padded === false && error === notRed, 'refutes'),
      saw('report.lasts-as-others', isOver(0), 'proves'),
      saw('replay.quicker', true, ['strong', 'refutes']),
      // Each new connection waits for the dead one of several addresses.
      saw('address.each', 'some-dead', 'refutes'),
      saw('replay.passed', [0, 1, 2], 'refutes'),
      saw('replay.other-client', true, 'weak'),
      saw('audit.dead-target-passed', false, ['weak', 'against']),
    ],
    whys: [
      either(
        'What do the durations say?',
        'They sit just above a round time-out; {report.lasts-as-others} other tests lasted as long as the failed one',
        ['audit.padded', 'report.lasts-as-others'],
        'the durations of the passed tests',
      ),
      why(
        'Does the work take that long?',
        'No: done again, it took less than a third of that',
        ['replay.quicker'],
        'the same operation without the test',
      ),
      letThrough('the wait or the swallowed time-out in the code of the tests'),
    ],
    nextAction: 'Replace the fixed wait by waiting for the event, and let a time-out fail',
  },
];
